// Notes on single settings: what no threshold on a feature can say, such as a key that is a typing error.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "findings/config_view.h"
#include "findings/finding.h"

namespace sftdoctor {

struct Note {
  const Setting* setting = nullptr;   ///< null: the section as a whole
  std::string key;                    ///< canonical, or as spelled where the doctor has no name for it
  std::map<std::string, Text> words;  ///< fill {key}, {value}, {expected}, {nearest} of what the check says
  std::optional<Fix> fix;
  bool on_key = false;  ///< it is the key that is wrong, not its value
};

/// The notes of one kind, in order of the file; or why they could not be looked for.
struct Notes {
  std::vector<Note> notes;
  Text why_not;  ///< empty: they were looked for
};

Notes NotesOf(NoteKind kind, const ConfigView& view);

/// A note on a setting, with {key} and {value} as they stand in the file.
Note NoteOn(const Setting& setting, const ConfigView& view);
/// A note on a setting with what was expected in its stead.
Note NoteOn(const Setting& setting, const ConfigView& view, Text expected);
/// How the file writes a value; cut when it is long.
std::string ValueText(const Setting& setting, const ConfigFile& file);

// One function for each kind, in the file that is named for what it looks at.
Notes WrongTypes(const ConfigView& view);  // value_notes.cc
Notes OutOfRange(const ConfigView& view);
Notes NoChoices(const ConfigView& view);
Notes WarmupBeyondEnd(const ConfigView& view);
Notes TwoPrecisions(const ConfigView& view);
Notes UnknownKeys(const ConfigView& view);  // key_notes.cc
Notes MissingKeys(const ConfigView& view);
Notes YamlFloats(const ConfigView& view);
Notes LoggingBeyondEnd(const ConfigView& view);  // cadence_notes.cc
Notes SavingBeyondEnd(const ConfigView& view);
Notes SavingAfterEvaluation(const ConfigView& view);
Notes MissingFiles(const ConfigView& view);  // file_notes.cc
Notes CheckpointSizes(const ConfigView& view);
Notes StaleStates(const ConfigView& view);
Notes BatchMismatch(const ConfigView& view);  // log_notes.cc
Notes RanksMismatch(const ConfigView& view);
Notes EpochsMismatch(const ConfigView& view);
Notes StepsMismatch(const ConfigView& view);
Notes RateMismatch(const ConfigView& view);
Notes PurposeMismatch(const ConfigView& view);

}  // namespace sftdoctor
