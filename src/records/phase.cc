#include "records/phase.h"

#include <algorithm>
#include <cctype>
#include <string>

#include "base/text.h"
#include "records/number.h"
#include "records/spoken_name.h"

namespace sftdoctor {
namespace {

constexpr std::string_view kPhaseKeys[] = {"split", "phase", "mode", "type", "stage", "subset", "event", "kind"};

/// Whether what stands behind a word keeps it from being part of a name: "[Valid]", "Val: loss", "Test Epoch", but not
/// "val acc: 0.4" or "val: 0.4".
bool StandsAlone(std::string_view behind) {
  const std::size_t next = behind.find_first_not_of(" \t");
  if (next == std::string_view::npos) return true;
  std::string_view rest = behind.substr(next);
  if (std::isalpha(static_cast<unsigned char>(rest[0]))) {
    static constexpr std::string_view kHeaded[] = {"epoch",  "step", "iter",  "batch",
                                                   "result", "set",  "phase", "metric"};
    const std::string word = LowerAscii(rest.substr(0, 9));
    return std::any_of(std::begin(kHeaded), std::end(kHeaded),
                       [&](const auto& head) { return word.starts_with(head); });
  }
  if (std::string_view("])}|-,=:*>[(").find(rest[0]) == std::string_view::npos) return false;
  const std::size_t value = rest.find_first_not_of(":= \t");
  if (value == std::string_view::npos || !IsDigit(rest[value])) return true;
  const std::size_t end = rest.find_first_not_of("0123456789", value);
  return rest[0] != '=' && end != std::string_view::npos && rest.substr(end).starts_with("%|");  // a progress bar
}

/// What stands in quotes behind `"key":` in either kind of quotes; empty when the text has no such member.
std::string_view TextOf(std::string_view key, std::string_view text) {
  for (std::size_t at = text.find(key); at != std::string_view::npos; at = text.find(key, at + 1)) {
    std::string_view behind = text.substr(at + key.size());
    if (at == 0 || behind.size() < 5 || (behind[0] != '"' && behind[0] != '\'') || text[at - 1] != behind[0]) continue;
    const char quote = behind[0];
    behind.remove_prefix(1);
    const std::size_t open = behind.find_first_not_of(": ");
    if (open == 0 || open == std::string_view::npos || behind[open] != quote) continue;
    behind.remove_prefix(open + 1);
    return behind.substr(0, behind.find(quote));
  }
  return {};
}

}  // namespace

bool SaysTrain(std::string_view word) { return word == "train" || word == "training"; }

bool SaysEval(std::string_view word) {
  static constexpr std::string_view kEval[] = {"val",  "valid",      "validation", "validate",  "validating",
                                               "eval", "evaluation", "evaluate",   "evaluating"};
  if (word == "Test" || word == "TEST" || word == "Dev" || word == "DEV" || word == "Testing") return true;
  return std::find(std::begin(kEval), std::end(kEval), LowerAscii(word)) != std::end(kEval);
}

bool AboutEval(std::string_view before) {
  bool eval = false;
  for (std::size_t at = 0; at < before.size();) {
    std::size_t end = at;
    while (end < before.size() && IsWordByte(before[end])) ++end;
    const std::string_view word = before.substr(at, end - at);
    if (word.size() > 2) {
      const bool train = SaysTrain(LowerAscii(word)), says = train || SaysEval(word);
      if (says && StandsAlone(before.substr(end))) eval = !train;
    }
    at = end + 1;
  }
  return eval;
}

bool NamesTraining(std::string_view words) { return LowerAscii(words).find("tr") != std::string::npos; }

bool IsEvalObject(std::string_view text) {
  return std::any_of(std::begin(kPhaseKeys), std::end(kPhaseKeys), [&](std::string_view key) {
    const std::string_view phase = TextOf(key, text);
    return SaysEval(phase) || phase == "dev" || phase == "test";
  });
}

bool NamesPhases(std::string_view head) {
  return std::any_of(std::begin(kPhaseKeys), std::end(kPhaseKeys),
                     [&](std::string_view key) { return !TextOf(key, head).empty(); });
}

EvalTwins::EvalTwins(const Metrics& metrics) {
  static constexpr std::pair<const char*, const char*> kTwins[] = {{"train/loss", "eval/loss"},
                                                                   {"train/epoch-loss", "eval/loss"},
                                                                   {"train/ppl", "eval/ppl"},
                                                                   {"train/accuracy", "eval/accuracy"}};
  for (const auto& [train, eval] : kTwins) {
    const auto from = metrics.Find(train), to = metrics.Find(eval);
    if (from && to) twins_.emplace_back(*from, *to);
  }
}

void EvalTwins::TurnToEval(MetricId& metric) const {
  for (const auto& [train, eval] : twins_) {
    if (metric != train) continue;
    metric = eval;
    return;
  }
}

}  // namespace sftdoctor
