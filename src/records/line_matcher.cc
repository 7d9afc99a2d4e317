#include "records/line_matcher.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/error.h"
#include "lines/block.h"

namespace sftdoctor {
namespace {

constexpr std::size_t kShortestLiteral = 4;

/// A group's text where the number readers may look past its end.
double NumberIn(std::string_view text, Macro macro) {
  std::string padded(text);
  padded += '\n';
  padded.append(kPadding, '\0');
  double value = kAbsent;
  TimeCache cache;
  if (macro == Macro::kGrouped) {
    ReadGrouped(padded.data(), value);
  } else if (macro == Macro::kTime) {
    ReadTime(padded.data(), cache, value);
  } else {
    ReadNumber(padded.data(), value);
  }
  return value;
}

}  // namespace

LineMatcher::LineMatcher(const LinePattern& pattern, Engine engine) : pattern_(&pattern) {
  if (pattern.expression.find_first_of("\r\n") != std::string::npos) {
    throw Error(fmt::format("pattern \"{}\" holds a line end", pattern.id), pattern.place,
                "patterns are matched line by line");
  }
  literal_ = RequiredLiteral(pattern.expression);
  if (literal_.size() < kShortestLiteral) {
    throw Error(fmt::format("pattern \"{}\" holds no literal of {} bytes or more", pattern.id, kShortestLiteral),
                pattern.place, "every match must contain a text to search for");
  }
  for (const MacroCapture& capture : MacroCaptures(pattern.expression)) AddTarget(capture.name, capture.macro);
  for (const auto& field : pattern.fields) {
    const auto named = [&](const Target& target) { return target.name == field.first; };
    if (std::none_of(targets_.begin(), targets_.end(), named)) {
      throw Error(fmt::format("pattern \"{}\" captures nothing named \"{}\"", pattern.id, field.first), pattern.place);
    }
  }
  if (engine == Engine::kProgram) program_ = FieldProgram::Compile(pattern.expression);
  if (!program_) re2_ = std::make_shared<Re2>();
}

void LineMatcher::Compile() const {
  if (!re2_) return;
  std::call_once(re2_->compiled, [this] {
    try {
      re2_->pattern.emplace(ExpandMacros(pattern_->expression));
    } catch (const Error& error) {
      throw Error(error.what(), pattern_->place, "see https://github.com/google/re2/wiki/Syntax");
    }
    const std::vector<std::string> names = re2_->pattern->GroupNames();
    for (const Target& target : targets_) {
      re2_->groups.push_back(
          static_cast<std::size_t>(std::find(names.begin(), names.end(), target.name) - names.begin()) + 1);
    }
  });
}

void LineMatcher::AddTarget(const std::string& name, Macro macro) {
  Target target;
  target.name = name;
  target.macro = macro;
  const auto found = pattern_->fields.find(name);
  if (name == "rank") {
    target.kind = Target::Kind::kRank;
  } else if (found == pattern_->fields.end()) {
    throw Error(
        fmt::format("pattern \"{}\" captures \"{}\", but \"fields\" does not say what that is", pattern_->id, name),
        pattern_->place);
  } else {
    const MetricId metric = found->second.metric;
    target.field = found->second;
    target.kind = metric == kTimeId    ? Target::Kind::kTime
                  : metric == kEpochId ? Target::Kind::kEpoch
                  : metric == kStepId  ? Target::Kind::kStep
                                       : Target::Kind::kValue;
  }
  if (targets_.size() == kMostCaptures) {
    throw Error(fmt::format("pattern \"{}\" has more than {} captures", pattern_->id, kMostCaptures), pattern_->place);
  }
  targets_.push_back(std::move(target));
}

bool LineMatcher::Match(std::string_view line, TimeCache& cache, Captures& out) const {
  if (program_) return program_->Run(line.data(), line.data() + line.size(), cache, out);
  return MatchRe2(line, out);
}

bool LineMatcher::MatchRe2(std::string_view line, Captures& out) const {
  Compile();
  std::vector<std::string_view> groups;
  if (!re2_->pattern->Match(line, groups)) return false;
  out.absent = 0;
  for (std::size_t i = 0; i < targets_.size(); ++i) {
    const std::size_t group = re2_->groups[i];
    const std::string_view text = group < groups.size() ? groups[group] : std::string_view();
    if (!text.data()) out.absent |= 1u << i;
    out.words[i] = text;
    out.numbers[i] = text.data() && targets_[i].macro != Macro::kWord ? NumberIn(text, targets_[i].macro) : kAbsent;
  }
  out.end = groups[0].data() + groups[0].size();
  const std::string_view last = targets_.empty() ? std::string_view() : out.words[targets_.size() - 1];
  out.ends_in_capture = last.data() && last.data() + last.size() == out.end;
  return true;
}

void LineMatcher::Emit(const Captures& captures, std::uint32_t line, Batch& batch) const {
  Record record;
  record.line = line;
  record.event = pattern_->event;
  record.first_value = static_cast<std::uint32_t>(batch.values.size());
  for (std::size_t i = 0; i < targets_.size(); ++i) {
    if (captures.absent >> i & 1) continue;
    const Target& target = targets_[i];
    const double number = captures.numbers[i];
    switch (target.kind) {
      case Target::Kind::kTime:
        record.time = number;
        break;
      case Target::Kind::kEpoch:
        record.epoch = number;
        break;
      case Target::Kind::kStep:
        record.step = number;
        break;
      case Target::Kind::kRank:
        record.rank = batch.RankNamed(captures.words[i]);
        break;
      case Target::Kind::kValue:
        batch.values.push_back({target.field.log ? std::log(number) : number, target.field.metric});
        break;
      case Target::Kind::kNowhere:
        break;
    }
  }
  for (const auto& [metric, value] : pattern_->constants) {
    if (metric < kFirstSeriesId) {
      (metric == kTimeId ? record.time : metric == kEpochId ? record.epoch : record.step) = value;
    } else {
      batch.values.push_back({value, metric});
    }
  }
  record.value_count = static_cast<std::uint8_t>(batch.values.size() - record.first_value);
  batch.records.push_back(record);
}

}  // namespace sftdoctor
