// The only door outside: files, standard streams, environment, terminal. Everything else gets a World as an argument,
// so that tests run without touching the machine.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sftdoctor {

/// An open byte stream. Reads may come back short; 0 is the end.
class Source {
 public:
  virtual ~Source() = default;
  /// The next bytes. Throws Error when the medium fails.
  virtual std::size_t Read(char* to, std::size_t size) = 0;
};

/// An open file that is read at any place. Its size is that of the moment it was opened.
class RandomAccess {
 public:
  virtual ~RandomAccess() = default;
  virtual std::uint64_t size() const = 0;
  /// Fills all of `to` from byte `offset` on. Throws Error when the file ends before that or the medium fails.
  virtual void ReadAt(std::uint64_t offset, char* to, std::size_t bytes) = 0;
};

/// Tells one file from another, whatever their names become.
struct FileIdentity {
  std::uint64_t device = 0, inode = 0;
  bool operator==(const FileIdentity&) const = default;
};

/// What the file system says of a path.
struct FileFacts {
  std::uint64_t bytes = 0;
  double modified = 0;  ///< seconds since 1970
  unsigned mode = 0;    ///< permission bits
  bool directory = false;
  FileIdentity identity = {};
};

/// A file that is written while it is read. It stays readable when its name is gone or belongs to another file.
class GrowingFile {
 public:
  virtual ~GrowingFile() = default;
  virtual FileIdentity identity() const = 0;
  virtual bool seekable() const = 0;  ///< false: a pipe, which is read in order whatever the position says
  virtual std::uint64_t Size() = 0;   ///< now; 0 for a pipe
  /// The bytes at a position: 0 at the end, nothing when a pipe has none yet. Throws Error when the medium fails.
  virtual std::optional<std::size_t> ReadAt(std::uint64_t position, char* to, std::size_t size) = 0;
};

/// Sleeps until files may have changed. Only a hint: network file systems change without a word, and a change may be
/// told without there being one.
class ChangeWatch {
 public:
  struct Changes {
    std::vector<std::string> paths;  ///< of the added ones, or files in added directories; each once
    bool names = false;              ///< something was created, renamed or removed
  };
  virtual ~ChangeWatch() = default;
  /// A file (which need not exist yet), a directory, or "-".
  virtual void Add(const std::string& path) = 0;
  virtual void Remove(const std::string& path) = 0;
  /// Waits for a change, then a moment longer for what comes with it; at most `seconds`. Ends early at a signal.
  /// Throws BrokenPipe when the reader of our output has gone.
  virtual Changes Wait(double seconds) = 0;
};

/// What the clocks say.
struct Moment {
  double steady = 0;   ///< seconds since some moment; never set back
  double wall = 0;     ///< seconds since 1970
  int utc_offset = 0;  ///< seconds that local time is ahead of UTC
};

/// The terminal, taken over: typed at without echo and line by line, drawn on as a whole. Given back, as it was, when
/// this goes, at signals that end or suspend the program, and taken again when it is resumed.
class Terminal {
 public:
  struct Size {
    int columns = 80, rows = 24;
  };
  virtual ~Terminal() = default;
  virtual Size size() = 0;
  /// What was typed since the last call, raw. Does not wait; ChangeWatch::Wait() ends when something was.
  virtual std::string Typed() = 0;
  /// Whether, since the last call, it was given to others, so that what it showed is lost.
  virtual bool Disturbed() = 0;
  /// Throws BrokenPipe when it is gone, as Typed() does.
  virtual void Write(std::string_view bytes) = 0;
};

enum class Stream { kIn, kOut, kErr };

class World {
 public:
  virtual ~World() = default;
  /// Opens a file, or standard input for "-". Throws Error: missing, a directory, no permission.
  virtual std::unique_ptr<Source> Open(const std::string& path) = 0;
  /// Opens a file for reading at any place. Throws Error as Open() does, also when it is a pipe or standard input.
  virtual std::unique_ptr<RandomAccess> OpenAnywhere(const std::string& path) = 0;
  /// Opens a file to follow it, or standard input for "-". Throws Error as Open() does.
  virtual std::unique_ptr<GrowingFile> OpenGrowing(const std::string& path) = 0;
  virtual std::unique_ptr<ChangeWatch> WatchChanges() = 0;
  virtual Moment Now() = 0;
  /// Whether a process is there, be it another user's.
  virtual bool ProcessLives(int pid) = 0;
  /// The signal (SIGINT, SIGTERM, SIGHUP) that asked us to stop, or 0. From the first call on these only set this flag.
  virtual int StopSignal() = 0;
  /// Whole content of a small file (catalog, config). Throws Error, also when it is larger than 64 MiB.
  virtual std::string ReadFile(const std::string& path) = 0;
  /// Replaces a file in one step: temporary file beside it, flushed to disk, renamed. Throws Error and leaves the old
  /// one.
  virtual void WriteFile(const std::string& path, std::string_view content) = 0;
  /// A new file with these permission bits, in one step as above. False when there is something of this name already.
  virtual bool CreateFile(const std::string& path, std::string_view content, unsigned mode) = 0;
  virtual bool IsDirectory(const std::string& path) = 0;
  virtual bool Exists(const std::string& path) = 0;
  /// Nothing when there is no such file.
  virtual std::optional<FileFacts> Stat(const std::string& path) = 0;
  /// Regular files below a directory, sorted by path; hidden ones and what cannot be entered are left out.
  virtual std::vector<std::string> FilesBelow(const std::string& directory) = 0;
  /// Paths that a shell pattern matches, sorted. Empty when none does.
  virtual std::vector<std::string> Glob(const std::string& pattern) = 0;
  /// The absolute path that relative ones are read from.
  virtual std::string CurrentDirectory() = 0;
  virtual std::optional<std::string> Environment(const std::string& name) = 0;
  virtual bool IsTerminal(Stream stream) = 0;
  virtual int TerminalColumns() = 0;
  /// Takes over the controlling terminal: `enter` is written to it now and on resuming, `leave` when it is given back.
  /// Null when there is none. One at a time.
  virtual std::unique_ptr<Terminal> TakeTerminal(const std::string& enter, const std::string& leave) = 0;
  virtual unsigned Cores() = 0;
  /// Throws BrokenPipe when the reader has gone.
  virtual void Write(Stream stream, std::string_view text) = 0;
};

/// The reader of our output has gone: a normal end, exit status 0.
struct BrokenPipe {};

/// The machine itself.
std::unique_ptr<World> MakeRealWorld();

}  // namespace sftdoctor
