#include <algorithm>
#include <cmath>

#include "base/text.h"
#include "findings/finding.h"

namespace sftdoctor {
namespace {

bool Compares(const Clause& clause, double value) {
  switch (clause.kind) {
    case Clause::Kind::kAbove:
      return value > clause.low;
    case Clause::Kind::kBelow:
      return value < clause.high;
    case Clause::Kind::kBetween:
      return value >= clause.low && value <= clause.high;
    case Clause::Kind::kIs:
      return value == clause.low;
    default:
      return false;
  }
}

const char* OpName(Clause::Kind kind) {
  switch (kind) {
    case Clause::Kind::kAbove:
      return "above";
    case Clause::Kind::kBelow:
      return "below";
    case Clause::Kind::kBetween:
      return "between";
    case Clause::Kind::kIs:
      return "is";
    default:
      return "missing";
  }
}

bool LeafHolds(const Clause& clause, const Features& features, std::vector<Evidence>* evidence) {
  const Feature* feature = features.Find(clause.feature);
  const bool holds = clause.kind == Clause::Kind::kMissing ? !feature : feature && Compares(clause, feature->value);
  if (holds && evidence) {
    evidence->push_back(
        {clause.feature, feature ? feature->value : NAN, OpName(clause.kind), clause.low, clause.high, clause.because});
  }
  return holds;
}

}  // namespace

bool Holds(const Clause& clause, const Features& features, std::vector<Evidence>* evidence) {
  const std::size_t before = evidence ? evidence->size() : 0;
  const auto part = [&](const Clause& inner) { return Holds(inner, features, evidence); };
  bool holds = false;
  switch (clause.kind) {
    case Clause::Kind::kAll:
      holds = std::all_of(clause.parts.begin(), clause.parts.end(), part);
      break;
    case Clause::Kind::kAny:
      holds = std::any_of(clause.parts.begin(), clause.parts.end(), part);
      break;
    case Clause::Kind::kNot:
      holds = !Holds(clause.parts.front(), features, nullptr);
      break;
    default:
      holds = LeafHolds(clause, features, evidence);
  }
  if (!holds && evidence) evidence->resize(before);
  return holds;
}

namespace {

/// Replaces every {name} by what `look_up` says.
template <typename LookUp>
std::string Fill(const std::string& text, LookUp look_up) {
  std::string out;
  for (std::size_t i = 0; i < text.size();) {
    const std::size_t end = text[i] == '{' ? text.find('}', i) : std::string::npos;
    if (end == std::string::npos) {
      out += text[i++];
      continue;
    }
    out += look_up(text.substr(i + 1, end - i - 1));
    i = end + 1;
  }
  return out;
}

std::string FeatureText(std::string name, const Features& features) {
  const bool percent = name.ends_with('%');
  if (percent) name.pop_back();
  const auto value = features.Value(name);
  return !value ? "?" : percent ? ShortNumber(std::round(*value * 1000) / 10) + " %" : ShortNumber(*value);
}

}  // namespace

std::string FillIn(const std::string& text, const Features& features) {
  return Fill(text, [&](const std::string& name) { return FeatureText(name, features); });
}

Text FillIn(const Text& text, const Features& features, const std::map<std::string, Text>& words) {
  const auto fill = [&](const std::string& of, bool chinese) {
    return Fill(of, [&](const std::string& name) {
      const auto word = words.find(name);
      return word == words.end() ? FeatureText(name, features) : word->second.In(chinese);
    });
  };
  return {fill(text.en, false), fill(text.zh, true)};
}

}  // namespace sftdoctor
