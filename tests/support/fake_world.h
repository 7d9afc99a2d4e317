// A machine made of maps: what tests and fuzzers hand to code that wants a World.
#pragma once

#include <algorithm>
#include <cstring>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/error.h"
#include "base/text.h"
#include "base/world.h"

namespace sftdoctor {

/// Bytes in memory as a source. `most` bounds what one Read hands out (0: as much as is asked for), to imitate pipes
/// and slow disks.
class TextSource final : public Source {
 public:
  explicit TextSource(std::string text, std::size_t most = 0) : text_(std::move(text)), most_(most) {}

  std::size_t Read(char* to, std::size_t size) override {
    if (most_ > 0) size = std::min(size, most_);
    const std::size_t got = std::min(size, text_.size() - at_);
    std::memcpy(to, text_.data() + at_, got);
    at_ += got;
    return got;
  }

 private:
  std::string text_;
  std::size_t most_;
  std::size_t at_ = 0;
};

/// Bytes in memory that are read at any place.
class TextAnywhere final : public RandomAccess {
 public:
  explicit TextAnywhere(std::string text) : text_(std::move(text)) {}
  std::uint64_t size() const override { return text_.size(); }
  void ReadAt(std::uint64_t offset, char* to, std::size_t bytes) override {
    if (offset > text_.size() || bytes > text_.size() - offset) throw Error("ended before what was to be read");
    std::memcpy(to, text_.data() + offset, bytes);
  }

 private:
  std::string text_;
};

/// The time of tests that do not care, and of those that set it.
inline constexpr Moment kFakeMorning{1000, 1.7e9, 0};

/// Everything a test may set stands open; what the program wrote stands in `out`, `err` and `files`.
class FakeWorld : public World {
 public:
  std::map<std::string, std::string> files;        ///< by path; directories are what paths imply
  std::map<std::string, std::string> environment;  ///< nothing else is set
  std::string in;                                  ///< what "-" reads
  std::string out, err;                            ///< what was written
  std::set<Stream> terminals;                      ///< streams that are terminals
  std::set<std::string> unwritable;                ///< paths whose writing fails
  int columns = 80;
  unsigned cores = 1;
  std::size_t short_reads = 0;                   ///< bytes one Read hands out at most; 0: all that is asked for
  std::optional<std::size_t> breaks_pipe_after;  ///< bytes of standard output after which its reader is gone
  Moment moment = kFakeMorning;
  std::set<int> processes;  ///< that live
  int stop_signal = 0;
  std::function<std::unique_ptr<Terminal>(const std::string&, const std::string&)> take_terminal;  ///< null: none

  std::unique_ptr<Source> Open(const std::string& path) override {
    if (path == "-") return std::make_unique<TextSource>(in, short_reads);
    return std::make_unique<TextSource>(Find(path), short_reads);
  }
  std::unique_ptr<RandomAccess> OpenAnywhere(const std::string& path) override {
    if (path == "-")
      throw Error("is no regular file, and has to be read out of order", {path}, "save it to a file first");
    return std::make_unique<TextAnywhere>(Find(path));
  }
  std::unique_ptr<GrowingFile> OpenGrowing(const std::string& path) override {
    throw Error("cannot be followed in this world", {path}, "use LiveWorld");
  }
  std::unique_ptr<ChangeWatch> WatchChanges() override { throw Error("nothing changes in this world"); }
  Moment Now() override { return moment; }
  bool ProcessLives(int pid) override { return processes.contains(pid); }
  int StopSignal() override { return stop_signal; }
  std::string ReadFile(const std::string& path) override { return path == "-" ? in : Find(path); }
  void WriteFile(const std::string& path, std::string_view content) override {
    if (unwritable.contains(path) || IsDirectory(path)) {
      throw Error("cannot write: Permission denied", {path}, "check that the directory exists and may be written");
    }
    files[path] = content;
  }
  bool CreateFile(const std::string& path, std::string_view content, unsigned) override {
    if (Exists(path)) return false;
    WriteFile(path, content);
    return true;
  }
  bool IsDirectory(const std::string& path) override {
    const std::string prefix = path.ends_with('/') ? path : path + "/";
    const auto at = files.lower_bound(prefix);
    return !path.empty() && at != files.end() && at->first.starts_with(prefix);
  }
  bool Exists(const std::string& path) override { return files.contains(path) || IsDirectory(path); }
  std::optional<FileFacts> Stat(const std::string& path) override {
    if (IsDirectory(path)) return FileFacts{0, 0, 0755, true};
    const auto found = files.find(path);
    if (found == files.end()) return std::nullopt;
    return FileFacts{found->second.size(), 0, 0644, false};
  }
  std::vector<std::string> FilesBelow(const std::string& directory) override {
    const std::string prefix = directory.ends_with('/') ? directory : directory + "/";
    std::vector<std::string> below;
    for (const auto& [path, content] : files) {
      const bool hidden = path.find("/.", prefix.size() - 1) != std::string::npos;
      if (path.starts_with(prefix) && !hidden) below.push_back(path);
    }
    return below;
  }
  /// Like a shell: a star does not cross a slash.
  std::vector<std::string> Glob(const std::string& pattern) override {
    std::vector<std::string> paths;
    const auto depth = [](std::string_view path) { return std::count(path.begin(), path.end(), '/'); };
    for (const auto& [path, content] : files) {
      if (depth(path) == depth(pattern) && GlobMatch(pattern, path)) paths.push_back(path);
    }
    return paths;
  }
  std::string CurrentDirectory() override { return "/made-up"; }
  std::optional<std::string> Environment(const std::string& name) override {
    const auto found = environment.find(name);
    return found == environment.end() ? std::nullopt : std::optional(found->second);
  }
  bool IsTerminal(Stream stream) override { return terminals.contains(stream); }
  int TerminalColumns() override { return columns; }
  std::unique_ptr<Terminal> TakeTerminal(const std::string& enter, const std::string& leave) override {
    return take_terminal ? take_terminal(enter, leave) : nullptr;
  }
  unsigned Cores() override { return cores; }
  void Write(Stream stream, std::string_view text) override {
    if (stream == Stream::kOut && breaks_pipe_after && out.size() + text.size() > *breaks_pipe_after) {
      throw BrokenPipe{};
    }
    (stream == Stream::kErr ? err : out) += text;
  }

 private:
  const std::string& Find(const std::string& path) {
    const auto found = files.find(path);
    if (found != files.end()) return found->second;
    if (IsDirectory(path)) throw Error("is a directory", {path}, "name a file in it");
    throw Error("cannot open for reading: No such file or directory", {path}, "check the path and its permissions");
  }
};

}  // namespace sftdoctor
