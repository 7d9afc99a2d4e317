// The shape of the program, as rules that a machine can hold us to: who may include whom, who may touch the outside.
#include <doctest/doctest.h>

#include <map>
#include <string>
#include <vector>

#include "base/pattern.h"
#include "base/text.h"
#include "tests/support/source_tree.h"

namespace sftdoctor::tests {
namespace {

constexpr std::size_t kMostLines = 500;

/// What a folder of src/ may include besides itself: folders, or single headers that are a boundary.
const std::map<std::string, std::vector<std::string>> kMayInclude = {
    {"base", {}},
    {"catalog", {"base"}},
    {"lines", {"base", "catalog"}},
    {"records", {"base", "catalog", "lines"}},
    {"runs", {"base", "catalog", "lines", "records"}},
    {"trends", {"base", "runs/curve.h"}},  // pure maths on one curve
    {"config", {"base", "catalog", "trends/features.h"}},
    {"dataset", {"base", "catalog/document.h", "catalog/layout.h", "lines/decode.h", "trends/features.h"}},
    {"findings", {"base", "catalog", "lines", "records", "runs", "trends", "config", "dataset"}},
    {"patches", {"base", "catalog", "config", "runs", "trends", "findings"}},
    {"reports",
     {"base", "catalog", "lines", "records", "runs", "trends", "config", "dataset", "findings", "patches", "watch"}},
    {"watch", {"base", "catalog", "lines", "records", "runs", "trends", "config", "findings"}},
    {"view", {"base", "catalog", "lines/ansi.h", "runs", "trends", "findings", "watch", "reports"}},
    {"settings", {"base", "catalog", "config", "findings"}},
    {"bundle", {"base", "catalog/document.h", "lines", "dataset"}},
    {"commands",
     {"base", "catalog", "lines", "records", "runs", "trends", "config", "dataset", "findings", "patches", "settings",
      "bundle", "watch", "reports", "view"}},
    {"main.cc", {"base", "commands"}},
};

/// A foreign header, as a pattern, and the only places that know the library behind it: files or folders.
struct Guarded {
  std::string header;
  std::vector<std::string> places;
};
const std::vector<Guarded> kGuarded = {
    {"^re2/", {"base/pattern.cc"}},
    {"^CLI/",
     {"commands/cli.cc", "commands/cli_common.cc", "commands/cli_check.cc", "commands/cli_tail.cc",
      "commands/cli_goals.h"}},
    {"^Eigen/", {"trends"}},
    {"^rapidjson/", {"records", "catalog/document.cc"}},
    {"^zlib\\.h", {"lines", "dataset"}},
    {"^regex$", {}},
    {"^tree_sitter/", {"config"}},
    {"^toml\\+\\+/", {"settings"}},
    {"^dtl/", {"patches"}},
    {"^zip\\.h", {"bundle"}},
    {"^(snappy|zstd)", {"dataset"}},
};

/// What only base/world.cc, base/following.cc and main.cc may say: files, streams, environment, clock, the end of the
/// program.
const std::vector<std::string> kOutside = {
    R"(\bgetenv\b)",
    R"(\bstd::(cin|cout|cerr|clog)\b)",
    R"(\b(i|o)?fstream\b)",
    R"(\bstd::filesystem\b)",
    R"(\b(printf|puts|putchar|fopen|freopen|perror)\s*\()",
    R"(\bfmt::print)",
    R"((^|[^\w.>:])(time|exit|_exit|abort|system|popen|getpid|isatty)\s*\()",
    R"(\bstd::(time|exit|quick_exit|abort|terminate|system)\b)",
    R"(_clock::now\b)",
    R"(\bhardware_concurrency\b)",
    R"(\brandom_device\b)",
};

struct Include {
  std::size_t line;
  std::string header;
};

std::vector<Include> IncludesOf(const std::vector<std::string>& lines) {
  const Pattern include(R"(^\s*#\s*include\s*[<"]([^>"]+)[>"])");
  std::vector<Include> includes;
  std::vector<std::string_view> groups;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    if (include.Match(lines[i], groups)) includes.push_back({i + 1, std::string(groups[1])});
  }
  return includes;
}

/// The line without what is in quotes and without its comment: words there do nothing.
std::string CodeOf(const std::string& line) {
  std::string code;
  char quote = 0;
  for (std::size_t i = 0; i < line.size(); ++i) {
    if (quote) {
      if (line[i] == '\\') {
        ++i;
      } else if (line[i] == quote) {
        quote = 0;
      }
    } else if (line.compare(i, 2, "//") == 0) {
      break;
    } else if (line[i] == '"') {
      quote = line[i];
    } else {
      code += line[i];
    }
  }
  return code;
}

/// True when `path` is one of the places: a file, or in one of the folders.
bool IsIn(const std::string& path, const std::vector<std::string>& places) {
  return std::any_of(places.begin(), places.end(),
                     [&](const std::string& place) { return path == place || path.starts_with(place + "/"); });
}

std::string BelowSrc(const std::string& path) { return path.substr(std::string("src/").size()); }

TEST_CASE("includes point one way") {
  for (const std::string& path : SourcesBelow("src")) {
    const std::string own = BelowSrc(path), folder = own.substr(0, own.find('/'));
    const auto allowed = kMayInclude.find(folder);
    CHECK_MESSAGE(allowed != kMayInclude.end(), path << " is in a folder that the table of this test does not have");
    if (allowed == kMayInclude.end()) continue;
    for (const auto& [line, header] : IncludesOf(LinesOf(ReadText(kSourceDirectory / path)))) {
      const bool ours = std::filesystem::exists(kSourceDirectory / "src" / header);
      const bool good = !ours || IsIn(header, {folder}) || IsIn(header, allowed->second);
      if (!good) FAIL_CHECK(path << ":" << line << ": " << folder << " must not include " << header);
    }
  }
}

TEST_CASE("each foreign library has its place") {
  for (const std::string& path : SourcesBelow("src")) {
    for (const auto& [line, header] : IncludesOf(LinesOf(ReadText(kSourceDirectory / path)))) {
      for (const Guarded& guarded : kGuarded) {
        const bool good = !Pattern(guarded.header).Matches(header) || IsIn(BelowSrc(path), guarded.places);
        if (!good) FAIL_CHECK(path << ":" << line << ": " << header << " has its place elsewhere");
      }
    }
  }
}

TEST_CASE("only the world touches the outside") {
  std::vector<Pattern> outside;
  for (const std::string& expression : kOutside) outside.emplace_back(expression);
  for (const std::string& path : SourcesBelow("src")) {
    if (IsIn(BelowSrc(path), {"base/world.cc", "base/following.cc", "base/own_terminal.cc", "main.cc"})) continue;
    const std::vector<std::string> lines = LinesOf(ReadText(kSourceDirectory / path));
    for (std::size_t i = 0; i < lines.size(); ++i) {
      const std::string code = CodeOf(lines[i]);
      const bool clean =
          std::none_of(outside.begin(), outside.end(), [&](const Pattern& pattern) { return pattern.Matches(code); });
      if (!clean) FAIL_CHECK(path << ":" << i + 1 << ": take a World instead: " << Trim(lines[i]));
    }
  }
}

TEST_CASE("the rules above can fail") {
  CHECK(CodeOf(R"(Say("std::cout");  // exit(1))") == "Say();  ");
  const auto touches = [](const std::string& line) {
    return std::any_of(kOutside.begin(), kOutside.end(),
                       [&](const std::string& expression) { return Pattern(expression).Matches(CodeOf(line)); });
  };
  CHECK(touches("  std::exit(2);"));
  CHECK(touches("const auto now = time(nullptr);"));
  CHECK(touches("const auto now = std::chrono::steady_clock::now();"));
  CHECK(touches("std::ifstream in(path);"));
  CHECK_FALSE(touches("app.exit(asked, out, out);"));
  CHECK_FALSE(touches("record.time = ReadTime(at);"));
  CHECK_FALSE(IsIn("lines/ansi.cc", {"line", "lines/a"}));
}

TEST_CASE("a type has one definition") {
  // Two types of one name make one program of both, without a word from the compiler.
  const Pattern defines("^(?:struct|class|enum class|enum) (\\w+)(?: final)?(?: : [^;]*)? \\{");
  std::vector<std::string_view> groups;
  std::map<std::string, std::string> places;
  for (const std::string& path : SourcesBelow("src")) {
    bool own = false;
    for (const std::string& line : LinesOf(ReadText(kSourceDirectory / path))) {
      if (line.starts_with("namespace {")) own = true;
      if (line == "}  // namespace") own = false;
      if (own || !defines.Match(line, groups)) continue;
      const auto entry = places.emplace(groups[1], path);
      if (!entry.second)
        FAIL_CHECK(path << " defines " << entry.first->first << ", and so does " << entry.first->second);
    }
  }
  CHECK(places.size() > 100);
}

TEST_CASE("files are short and headers say what they are for") {
  std::vector<std::size_t> sizes;
  for (const char* directory : {"src", "tests"}) {
    for (const std::string& path : SourcesBelow(directory)) {
      const std::vector<std::string> lines = LinesOf(ReadText(kSourceDirectory / path));
      sizes.push_back(lines.size());
      CHECK_MESSAGE(lines.size() <= kMostLines, path << " has " << lines.size() << " lines");
      if (!path.ends_with(".h")) continue;
      const bool commented = !lines.empty() && lines[0].starts_with("// ");
      CHECK_MESSAGE(commented, path << ":1: a header starts with a comment that says what it is for");
    }
  }
  for (const auto& entry : std::filesystem::directory_iterator(kSourceDirectory / "web")) {
    const std::size_t lines = entry.is_directory() ? 0 : LinesOf(ReadText(entry.path())).size();
    CHECK_MESSAGE(lines <= kMostLines, entry.path() << " has " << lines << " lines");
  }
  REQUIRE(sizes.size() > 100);
  std::sort(sizes.begin(), sizes.end());
  MESSAGE(sizes.size() << " files, median " << sizes[sizes.size() / 2] << " lines, longest " << sizes.back());
}

}  // namespace
}  // namespace sftdoctor::tests
