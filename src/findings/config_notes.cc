#include "findings/config_notes.h"

#include <array>

#include "base/text.h"

namespace sftdoctor {
namespace {

constexpr std::size_t kLongestValue = 60;

/// In order of NoteKind.
constexpr std::array kNoters = {
    WrongTypes,      OutOfRange,      NoChoices,        WarmupBeyondEnd, TwoPrecisions,         UnknownKeys,
    MissingKeys,     YamlFloats,      LoggingBeyondEnd, SavingBeyondEnd, SavingAfterEvaluation, MissingFiles,
    CheckpointSizes, StaleStates,     BatchMismatch,    RanksMismatch,   EpochsMismatch,        StepsMismatch,
    RateMismatch,    PurposeMismatch,
};
static_assert(kNoters.size() == static_cast<std::size_t>(NoteKind::kPurposeMismatch) + 1);

}  // namespace

Notes NotesOf(NoteKind kind, const ConfigView& view) { return kNoters[static_cast<std::size_t>(kind)](view); }

std::string ValueText(const Setting& setting, const ConfigFile& file) {
  std::string text =
      setting.value_span.empty()
          ? setting.literal.value.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace)
          : file.text.substr(setting.value_span.begin, setting.value_span.end - setting.value_span.begin);
  text = ValidUtf8(text.substr(0, text.find('\n')));
  if (text.size() <= kLongestValue) return text;
  std::size_t end = kLongestValue;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
  return text.substr(0, end) + "…";
}

Note NoteOn(const Setting& setting, const ConfigView& view) {
  const std::string value = ValueText(setting, *view.config.file);
  const auto canonical = view.config.framework->keys.find(setting.key);
  const std::string& key = canonical == view.config.framework->keys.end() ? setting.key : canonical->second;
  return {&setting, key, {{"key", {setting.key, setting.key}}, {"value", {value, value}}}, std::nullopt};
}

Note NoteOn(const Setting& setting, const ConfigView& view, Text expected) {
  Note note = NoteOn(setting, view);
  note.words["expected"] = std::move(expected);
  return note;
}

}  // namespace sftdoctor
