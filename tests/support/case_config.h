// Configurations for tests of what is done to them: the first case's, read and judged with facts or a log.
#pragma once

#include <deque>
#include <string>

#include "findings/finding.h"
#include "patches/prescription.h"
#include "tests/support/chat_log.h"

namespace sftdoctor {

constexpr char kCaseConfig[] =
    "from dataclasses import dataclass\n\n\n@dataclass\nclass TrainConfigSFT:\n"
    "    epochs: int = 5\n    batch_size_per_gpu: int = 24\n\n    learn_rate: float = 1e-5\n    div_factor: int = "
    "50\n\n"
    "    mixed_precision: str = \"bf16\"\n\n    gradient_accumulation_steps: int = 4  # 24 * 2 * 4 = 192\n\n"
    "    warmup_steps: int = 100\n\n    train_state_dir: str = './state'\n\n    logging_steps: int = 50\n"
    "    save_steps: int = 500\n";

/// The text with the first `old` replaced; `old` must be there.
inline std::string With(std::string text, const std::string& old, const std::string& now) {
  const std::size_t at = text.find(old);
  if (at == std::string::npos) throw Error("there is no \"" + old + "\" to replace");
  return text.replace(at, old.size(), now);
}

inline Facts CaseFacts(double rows = 80000, double ranks = 2) {
  Facts facts;
  facts.rows = rows;
  facts.ranks = ranks;
  return facts;
}

/// A config with its diagnosis, both at a fixed place.
struct Case {
  ConfigFile file;
  Diagnosis diagnosis;

  explicit Case(const std::string& text, const Facts& facts = CaseFacts(), const std::string& path = "config.py")
      : file(ReadConfig(path, text, *LanguageOf(path, text))) {
    const std::vector<TrainingConfig> configs = TrainingConfigs(file, BuiltIn());
    if (configs.size() != 1) throw Error("holds not one training configuration");
    diagnosis = JudgeConfig({configs.front(), facts, nullptr}, BuiltIn(), {{}, {}, {Subject::kConfig}});
  }
  Case(const Case&) = delete;
  Case& operator=(const Case&) = delete;

  /// Adds a finding as a log would have given it.
  void Finds(const std::string& check, Severity severity = Severity::kError) {
    Finding finding;
    finding.check = BuiltIn().FindCheck(check);
    finding.severity = severity;
    diagnosis.findings.insert(diagnosis.findings.begin(), finding);
  }
  Prescription Ask(const std::string& plan, std::optional<std::size_t> step = {}, History history = {}) const {
    auto prescription = Prescribe(diagnosis, BuiltIn(), {plan, step, std::move(history)});
    if (!prescription) throw Error("nothing was prescribed");
    return std::move(*prescription);
  }
  /// The file with the plan applied; as it is when the plan changes nothing.
  std::string Patched(const std::string& plan, std::optional<std::size_t> step = {}) const {
    const Prescription prescription = Ask(plan, step);
    return prescription.patched ? prescription.patched->text : file.text;
  }
};

/// "epochs 5 -> 10": what a prescription changes, one a line.
inline std::string ChangesOf(const Prescription& prescription) {
  std::string out;
  for (const Change& change : prescription.changes) {
    out += change.name + " " + (change.from_text.empty() ? "-" : change.from_text) + " -> " + change.to_text + "\n";
  }
  return out;
}

}  // namespace sftdoctor
