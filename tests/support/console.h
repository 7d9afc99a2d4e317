// Examples in Markdown pages, and the shell that proves them.
#pragma once

#include <sys/wait.h>

#include <array>
#include <cstdio>
#include <memory>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "tests/support/source_tree.h"

namespace sftdoctor::tests {

/// A fenced block: the words behind its opening ``` and its lines.
struct Fence {
  std::size_t line = 0;  ///< of the opening, from 1
  std::string info;
  std::vector<std::string> lines;
};

inline std::vector<Fence> FencesOf(const std::string& page) {
  std::vector<Fence> fences;
  bool inside = false;
  const std::vector<std::string> lines = LinesOf(page);
  for (std::size_t i = 0; i < lines.size(); ++i) {
    if (!lines[i].starts_with("```")) {
      if (inside) fences.back().lines.push_back(lines[i]);
      continue;
    }
    inside = !inside;
    if (inside) fences.push_back({i + 1, lines[i].substr(3), {}});
  }
  return fences;
}

/// A command of a ```console block and what the page says it prints.
struct ConsoleExample {
  std::size_t line = 0;
  std::string command;
  std::vector<std::string> output;
};

inline std::vector<ConsoleExample> ConsoleExamplesOf(const std::string& page) {
  std::vector<ConsoleExample> examples;
  for (const Fence& fence : FencesOf(page)) {
    if (fence.info != "console") continue;
    for (std::size_t i = 0; i < fence.lines.size(); ++i) {
      const std::string& line = fence.lines[i];
      if (line.starts_with("$ ")) {
        examples.push_back({fence.line + i + 1, line.substr(2), {}});
      } else if (i == 0) {
        throw std::runtime_error("a console block must start with a command: " + line);
      } else {
        examples.back().output.push_back(line);
      }
    }
  }
  return examples;
}

struct Printed {
  std::string text;  ///< standard output and standard error, as they came
  int status = 0;
};

/// Runs a command line in `directory`, with the program that these tests were built with as `sftdoctor`, in a locale
/// that changes nothing but the language of messages. A minute of processor time ends a command that hangs.
inline Printed RunShell(const std::string& command, const std::filesystem::path& directory, const std::string& lang) {
  const std::string programs = std::filesystem::path(SFTDOCTOR_PROGRAM).parent_path().string();
  const std::string script =
      "cd '" + directory.string() + "' && ulimit -t 60 && unset LC_ALL LC_MESSAGES LC_CTYPE CLICOLOR_FORCE " +
      "FORCE_COLOR && export LANG=" + lang + " PATH='" + programs + "':\"$PATH\" && { " + command + "\n} 2>&1";
  FILE* const pipe = popen(script.c_str(), "r");
  if (!pipe) throw std::runtime_error("cannot start a shell");
  Printed printed;
  std::array<char, 4096> buffer{};
  for (std::size_t got; (got = fread(buffer.data(), 1, buffer.size(), pipe)) > 0;) {
    printed.text.append(buffer.data(), got);
  }
  printed.status = WEXITSTATUS(pclose(pipe));
  return printed;
}

/// True when the lines are those of the page; a line `...` there stands for any lines, and ends of lines may be blank.
inline bool SameWithGaps(const std::vector<std::string>& wanted, const std::vector<std::string>& got) {
  const auto trimmed = [](const std::string& line) { return line.substr(0, line.find_last_not_of(" \r") + 1); };
  // reach[j]: the lines of the page so far can stand for the first j lines of the output.
  std::vector<bool> reach(got.size() + 1, false);
  reach[0] = true;
  for (const std::string& line : wanted) {
    const bool gap =
        line.find_first_not_of(' ') != std::string::npos && line.substr(line.find_first_not_of(' ')) == "...";
    std::vector<bool> next(got.size() + 1, false);
    bool open = false;
    for (std::size_t j = 0; j <= got.size(); ++j) {
      open = open || reach[j];
      next[j] = gap ? open : j > 0 && reach[j - 1] && trimmed(line) == trimmed(got[j - 1]);
    }
    reach = std::move(next);
  }
  return reach.back();
}

}  // namespace sftdoctor::tests
