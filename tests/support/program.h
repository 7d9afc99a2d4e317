// The program on a made-up machine: a command line in, exit status and output out.
#pragma once

#include <string>
#include <vector>

#include "commands/commands.h"
#include "tests/support/fake_world.h"

namespace sftdoctor {

struct Outcome {
  int status = 0;
  std::string out, err;
};

/// Runs a command line as main() does.
inline Outcome RunIn(FakeWorld& world, std::vector<std::string> words) {
  words.insert(words.begin(), "sftdoctor");
  std::vector<const char*> argv;
  for (const std::string& word : words) argv.push_back(word.c_str());
  world.out.clear();
  world.err.clear();
  Outcome outcome;
  try {
    outcome.status = RunCommandLine(static_cast<int>(argv.size()), argv.data(), world);
  } catch (const Error& error) {
    outcome.status = 2;
    world.err += FormatError(error, {});
  } catch (const BrokenPipe&) {
    outcome.status = 0;
  }
  outcome.out = world.out;
  outcome.err = world.err;
  return outcome;
}

inline bool Has(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

}  // namespace sftdoctor
