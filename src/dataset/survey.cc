#include "dataset/survey.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "dataset/characters.h"

namespace sftdoctor {
namespace {

constexpr std::size_t kSamples = 3;
constexpr std::size_t kSampleBytes = 400;
constexpr std::uint64_t kBetweenProgress = 1024;  ///< rows

bool Outside(std::uint64_t length, std::uint64_t shortest, std::uint64_t longest) {
  return length < shortest || length > longest;
}

}  // namespace

Part PartOf(std::string_view path) {
  static const std::map<std::string, Part, std::less<>> kWords = {
      {"valid", Part::kValidation}, {"validation", Part::kValidation}, {"val", Part::kValidation},
      {"dev", Part::kValidation},   {"eval", Part::kValidation},       {"test", Part::kTest}};
  const std::string name = LowerAscii(path.substr(path.rfind('/') + 1));
  for (std::size_t at = 0; at < name.size();) {
    const auto letter = [&](std::size_t i) { return i < name.size() && name[i] >= 'a' && name[i] <= 'z'; };
    std::size_t end = at;
    while (letter(end)) ++end;
    const auto found = kWords.find(std::string_view(name).substr(at, end - at));
    if (found != kWords.end()) return found->second;
    at = end + 1;
  }
  return Part::kTrain;
}

void Survey::Read(World& world, const std::string& path, Part part, const std::function<void(double)>& progress) {
  std::unique_ptr<RowReader> rows = OpenRows(world, path);
  const Layout layout = ChooseLayout(rows->columns(), options_.layouts, options_.columns, path);
  ExampleReader reader(std::move(rows), layout);
  Example example;
  bool more = reader.Next(example);  // where not even this can be read, there is nothing to report on
  DatasetFile& file = files_.emplace_back();
  file.path = path;
  file.part = part;
  file.format = reader.rows().format();
  file.layout = layout.id;
  file.columns = reader.rows().columns();
  file.prompt.column = layout.kind == Layout::Kind::kPair ? fmt::format("{}", fmt::join(layout.prompt, " + ")) : "";
  if (layout.kind == Layout::Kind::kTurns) file.prompt.column = layout.response;
  file.response.column = layout.response;
  Seen& seen = seen_[static_cast<std::size_t>(part)];
  seen.files.emplace_back(seen.rows.size(), files_.size() - 1);
  try {
    for (; more; more = reader.Next(example)) {
      ++file.rows;
      place_ = reader.rows().line() > 0 ? reader.rows().line() : reader.rows().number();
      Look(example, file);
      if (progress && file.rows % kBetweenProgress == 0) progress(reader.rows().done());
    }
  } catch (const Error& error) {
    file.failure = error;
  }
  file.skipped = reader.rows().skipped();
  file.notes = reader.rows().notes();
}

/// Counts a field and returns its characters; 0 when it is missing or blank.
std::uint64_t Survey::Measure(const std::optional<std::string_view>& text, bool is_prompt, FieldFacts& facts) {
  if (facts.column.empty()) return 0;
  const bool blank = text && IsBlankText(*text);
  if (!text || blank) {
    ++(blank ? facts.blank : facts.missing);
    Keep("data/null-field", text.value_or(""), is_prompt);
    return 0;
  }
  const std::uint64_t length = CountCharacters(*text);
  facts.lengths.Add(length);
  const bool outside = is_prompt ? Outside(length, kShortestPrompt, kLongestPrompt)
                                 : Outside(length, kShortestResponse, kLongestResponse);
  if (outside) Keep(is_prompt ? "data/prompt-length" : "data/response-length", *text, is_prompt);
  return length;
}

void Survey::Look(const Example& example, DatasetFile& file) {
  const std::uint64_t prompt = Measure(example.prompt, true, file.prompt);
  const std::uint64_t response = Measure(example.response, false, file.response);
  const bool one_text = file.prompt.column.empty();
  file.empty += response == 0 || (prompt == 0 && !one_text);
  file.not_utf8 += !IsUtf8(example.prompt.value_or("")) || !IsUtf8(example.response.value_or(""));
  if (options_.max_seq_len && std::max(prompt, response) > *options_.max_seq_len) {
    ++file.cut_at_most;
    const bool by_prompt = prompt > 0 && LeastTokens(*example.prompt) > *options_.max_seq_len;
    const bool by_response = response > 0 && LeastTokens(*example.response) > *options_.max_seq_len;
    file.cut += by_prompt || by_response;
    const bool show_prompt = prompt > response;
    Keep("data/truncated", show_prompt ? *example.prompt : *example.response, show_prompt);
  }
  if (prompt > 0 || response > 0) Compare(example, file);
}

/// Looks for the row, and for its prompt, among those that were seen.
void Survey::Compare(const Example& example, DatasetFile& file) {
  const std::uint64_t prompt = HashOf(HashOf(example.context), example.prompt.value_or(""));
  const std::uint64_t row = HashOf(prompt, example.response.value_or(""));
  const auto place = static_cast<std::uint32_t>(std::min<std::uint64_t>(place_, 0xFFFFFFFF));
  const std::string_view shown = example.prompt.value_or(example.response.value_or(""));
  const bool is_prompt = example.prompt.has_value();
  Seen& own = seen_[static_cast<std::size_t>(file.part)];
  const auto before = own.rows.Add(row, place);
  const bool has_prompt = !file.prompt.column.empty();
  const bool known_prompt = has_prompt && own.prompts.Add(prompt, place).has_value();
  if (before) {
    ++file.duplicates;
    Keep("data/duplicate", shown, is_prompt, before, &own);
  } else if (known_prompt) {
    ++file.conflicts;
  }
  if (file.part == Part::kTrain) return;
  const Seen& train = seen_[static_cast<std::size_t>(Part::kTrain)];
  if (const auto taught = train.rows.Find(row)) {
    ++file.leaked;
    Keep("data/split-leak", shown, is_prompt, taught, &train);
  }
}

void Survey::Keep(const char* check, std::string_view text, bool is_prompt, std::optional<std::size_t> earlier,
                  const Seen* seen) {
  std::vector<RowSample>& kept = samples_[check];
  if (kept.size() >= kSamples) return;
  std::size_t end = std::min(text.size(), kSampleBytes);
  while (end < text.size() && end > 0 && (text[end] & 0xC0) == 0x80) --end;  // whole characters
  RowSample sample;
  sample.file = files_.size() - 1;
  sample.place = place_;
  sample.text = text.substr(0, end);
  sample.length = CountCharacters(text);
  sample.is_prompt = is_prompt;
  if (earlier) {
    const auto next = std::upper_bound(seen->files.begin(), seen->files.end(), *earlier,
                                       [](std::size_t index, const auto& start) { return index < start.first; });
    sample.same_as = {std::prev(next)->second, seen->rows.place(*earlier)};
  }
  kept.push_back(std::move(sample));
}

}  // namespace sftdoctor
