// A section of a config file that sets up a training run, seen through the framework that will read it.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "catalog/catalog.h"
#include "config/config.h"

namespace sftdoctor {

/// The finite number that a text holds and nothing else, as Python's float() reads it: blanks around it, a sign.
std::optional<double> NumberIn(std::string_view text);

/// Refers to the file and the catalog, which must outlive it.
struct TrainingConfig {
  const ConfigFile* file = nullptr;
  const Section* section = nullptr;
  const Framework* framework = nullptr;

  /// The setting of a canonical key under any of its spellings; nothing when it is not given.
  const Setting* Find(std::string_view key) const;
  /// Its number, as given or as the framework's default; nothing when unknown, not a number, or without a default. Text
  /// that holds a number ("1e-4") counts: trainers convert it.
  std::optional<double> Number(std::string_view key) const;
  /// How this framework spells a canonical key: as the section has it, else the first spelling; empty when it has none.
  std::string Spelling(std::string_view key) const;
  /// Whether it trains on top of a checkpoint, by the signs that the framework lists; nothing when they do not tell.
  std::optional<bool> IsFinetune() const;
  /// Whether only small added matrices are trained, by the framework's signs.
  bool IsLora() const;
};

/// Every section that a framework of the catalog recognises, in order of the file.
std::vector<TrainingConfig> TrainingConfigs(const ConfigFile& file, const Catalog& catalog);

/// "config.py:TrainConfigSFT" -> path and section; the section is empty when none is named.
struct ConfigName {
  std::string path, section;
};
ConfigName SplitConfigName(const std::string& name);

}  // namespace sftdoctor
