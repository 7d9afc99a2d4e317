// A prescription -> the patch in the form that someone else applies.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "patches/prescription.h"

namespace sftdoctor {

/// RFC 7386: keys as the file spells them and their new values. A class or call is one flat object, as a trainer that
/// was told the class reads it; keys of documents are nested as they are there.
nlohmann::ordered_json MergePatch(const Prescription& prescription);

/// RFC 6902: each replacement behind a `test` that the old value still stands, so that it does not apply twice.
nlohmann::ordered_json JsonPatch(const Prescription& prescription);

/// `--learning_rate 5e-5 --num_train_epochs 10`, quoted for a shell.
std::string CommandLineFlags(const Prescription& prescription);

/// Of the config file, named `path`.
std::string DiffOf(const Prescription& prescription, const ConfigFile& file, const std::string& path);

/// The word, in quotes where a POSIX shell needs them.
std::string ShellWord(const std::string& word);

}  // namespace sftdoctor
