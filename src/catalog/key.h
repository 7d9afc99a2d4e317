// The settings of a training run that the doctor understands, and the frameworks that spell them in their own ways.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "catalog/document.h"

namespace sftdoctor {

/// A canonical setting, named as the first case's trainer names it: rules/keys/<id>.json.
struct Key {
  enum class Type { kInteger, kNumber, kBool, kText, kPath };
  std::string id;  ///< `learn_rate`
  Text title;
  Type type = Type::kNumber;
  std::optional<double> above, at_least, at_most;
  std::vector<std::string> choices;  ///< of texts; empty: any
};

/// What tells the purpose of a section: every part that is given must match, as a glob without regard to case.
struct Telltale {
  std::string name;              ///< of the section
  std::string key;               ///< a key as the framework spells it, which must be given...
  std::string value;             ///< ...with such a value; of one that is unknown, the text of its expression counts
  std::string section;           ///< of another section in the same file
  std::optional<bool> finetune;  ///< what it says: finetune, from scratch, or (absent) that nobody can tell
};

/// A training framework: rules/frameworks/<id>.json.
struct Framework {
  std::string id;  ///< `chat_trainer`, `hf_trainer`, `llamafactory`, `deepspeed`, ...
  Text title;
  int priority = 0;  ///< of two that fit a section equally well, the higher one has it
  /// A section is of this framework when its name matches one of `names` (globs; empty: any) and it holds at least
  /// `least` of `marks` (keys as the framework spells them).
  std::vector<std::string> names, marks;
  std::size_t least = 1;
  std::map<std::string, std::string> keys;                    ///< spelling -> canonical id; dotted where nested
  std::map<std::string, std::vector<std::string>> spellings;  ///< canonical id -> spellings, the preferred one first
  std::map<std::string, double> defaults;  ///< canonical id -> what the framework takes when it is not given
  std::vector<std::string> required;       ///< spellings without which the trainer cannot start
  std::vector<std::string> never;          ///< keys that no section of it has: it is something else then
  std::vector<std::string> others;         ///< further spellings that are right but mean nothing to the doctor
  bool reads_class = false;  ///< its settings are a class of the user's; in others a class may have keys of its own
  bool open = false;         ///< people add keys of their own: one nearly like ours is no typing error
  std::vector<Telltale> purpose;     ///< the first that fits decides whether it is a finetune
  std::vector<Telltale> lora;        ///< any that fits: only small added matrices are trained
  bool micro_steps = false;          ///< logging_steps and save_steps count micro-batches, not optimizer steps
  bool shared_accumulation = false;  ///< accumulation counts the batches of all ranks together (nanoGPT)
  /// Where the learning rate goes: "linear-warmup" (from learn_rate / div_factor to learn_rate over the warmup steps),
  /// "one-cycle" (learn_rate is the start, its peak is div_factor times that), "from-zero" (linear from 0).
  std::string schedule = "from-zero";
  Text schedule_note;  ///< the convention in words, for reports
  Place file;
};

const std::vector<std::string>& ScheduleNames();  ///< what Framework::schedule may be

Key ReadKey(const std::string& id, const Document& document);
/// Throws Error when a spelling is mapped to a key that `keys` does not have.
Framework ReadFramework(const std::string& id, const Document& document, const std::vector<Key>& keys);

}  // namespace sftdoctor
