#include "base/world.h"

#include <fcntl.h>
#include <glob.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <filesystem>
#include <thread>

#include "base/error.h"
#include "base/following.h"
#include "base/own_terminal.h"

namespace sftdoctor {
namespace {

namespace fs = std::filesystem;

class FileSource final : public Source {
 public:
  FileSource(int fd, std::string path) : fd_(fd), path_(std::move(path)) {}
  FileSource(const FileSource&) = delete;
  FileSource& operator=(const FileSource&) = delete;
  ~FileSource() override {
    if (fd_ > STDERR_FILENO) ::close(fd_);
  }

  std::size_t Read(char* to, std::size_t size) override {
    for (;;) {
      const ssize_t got = ::read(fd_, to, size);
      if (got >= 0) return static_cast<std::size_t>(got);
      if (errno != EINTR) throw Error(std::string("cannot read: ") + std::strerror(errno), {path_});
    }
  }

 private:
  int fd_;
  std::string path_;
};

class FileAnywhere final : public RandomAccess {
 public:
  FileAnywhere(int fd, std::string path) : fd_(fd), path_(std::move(path)) {
    struct stat status {};
    regular_ = ::fstat(fd, &status) == 0 && S_ISREG(status.st_mode);
    size_ = static_cast<std::uint64_t>(status.st_size);
  }
  FileAnywhere(const FileAnywhere&) = delete;
  FileAnywhere& operator=(const FileAnywhere&) = delete;
  ~FileAnywhere() override { ::close(fd_); }

  bool regular() const { return regular_; }
  std::uint64_t size() const override { return size_; }

  void ReadAt(std::uint64_t offset, char* to, std::size_t bytes) override {
    while (bytes > 0) {
      const ssize_t got = ::pread(fd_, to, bytes, static_cast<off_t>(offset));
      if (got < 0 && errno == EINTR) continue;
      if (got < 0) throw Error(std::string("cannot read: ") + std::strerror(errno), {path_});
      if (got == 0)
        throw Error("ended before what was to be read", {path_}, "it is cut short, or was cut while it was read");
      offset += static_cast<std::uint64_t>(got);
      to += got;
      bytes -= static_cast<std::size_t>(got);
    }
  }

 private:
  int fd_;
  std::string path_;
  bool regular_ = false;
  std::uint64_t size_ = 0;
};

/// A file descriptor that closes itself and, until told to keep it, removes the file again.
class TemporaryFile {
 public:
  explicit TemporaryFile(const std::string& target) : path_(target + ".XXXXXX") {
    fd_ = ::mkstemp(path_.data());
    if (fd_ < 0)
      throw Error(std::string("cannot write: ") + std::strerror(errno), {target},
                  "check that the directory exists and may be written");
  }
  TemporaryFile(const TemporaryFile&) = delete;
  TemporaryFile& operator=(const TemporaryFile&) = delete;
  ~TemporaryFile() {
    if (fd_ >= 0) ::close(fd_);
    if (!kept_) ::unlink(path_.c_str());
  }

  void Fill(std::string_view content, mode_t mode) {
    while (!content.empty()) {
      const ssize_t put = ::write(fd_, content.data(), content.size());
      if (put < 0 && errno == EINTR) continue;
      if (put < 0) Fail();
      content.remove_prefix(static_cast<std::size_t>(put));
    }
    if (::fchmod(fd_, mode) != 0 || ::fsync(fd_) != 0) Fail();
  }

  void RenameTo(const std::string& target) {
    if (::rename(path_.c_str(), target.c_str()) != 0) Fail();
    kept_ = true;
    FlushDirectoryOf(target);
  }

  /// As RenameTo(), but nothing that has the name is replaced: false then.
  bool LinkTo(const std::string& target) {
    if (::link(path_.c_str(), target.c_str()) == 0) return FlushDirectoryOf(target), true;
    if (errno == EEXIST) return false;
    struct stat status {};
    if (::lstat(target.c_str(), &status) == 0) return false;
    return RenameTo(target), true;  // a file system without links
  }

 private:
  /// The new name is on disk only when its directory is. Not every file system can be asked for that.
  static void FlushDirectoryOf(const std::string& target) {
    const std::string directory = fs::path(target).parent_path().string();
    const int fd = ::open(directory.empty() ? "." : directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0) return;
    ::fsync(fd);
    ::close(fd);
  }
  [[noreturn]] void Fail() const {
    throw Error(std::string("cannot write: ") + std::strerror(errno), {path_}, "the old file is untouched");
  }
  std::string path_;
  int fd_ = -1;
  bool kept_ = false;
};

mode_t ModeFor(const std::string& path) {
  struct stat status {};
  return ::stat(path.c_str(), &status) == 0 ? status.st_mode & 07777 : 0644;
}

class RealWorld final : public World {
 public:
  std::unique_ptr<Source> Open(const std::string& path) override {
    if (path == "-") return std::make_unique<FileSource>(STDIN_FILENO, "-");
    return std::make_unique<FileSource>(OpenFile(path), path);
  }

  std::unique_ptr<RandomAccess> OpenAnywhere(const std::string& path) override {
    auto file = std::make_unique<FileAnywhere>(path == "-" ? ::dup(STDIN_FILENO) : OpenFile(path), path);
    if (!file->regular())
      throw Error("is no regular file, and has to be read out of order", {path}, "save it to a file first");
    return file;
  }

  std::unique_ptr<GrowingFile> OpenGrowing(const std::string& path) override {
    return MakeGrowingFile(path == "-" ? STDIN_FILENO : OpenFile(path), path);
  }

  std::unique_ptr<ChangeWatch> WatchChanges() override { return MakeChangeWatch(); }

  Moment Now() override {
    const std::chrono::duration<double> steady = std::chrono::steady_clock::now().time_since_epoch();
    const std::chrono::duration<double> wall = std::chrono::system_clock::now().time_since_epoch();
    const auto seconds = static_cast<std::time_t>(wall.count());
    std::tm local{};
    ::localtime_r(&seconds, &local);
    return {steady.count(), wall.count(), static_cast<int>(local.tm_gmtoff)};
  }

  bool ProcessLives(int pid) override { return ::kill(pid, 0) == 0 || errno == EPERM; }

  int StopSignal() override { return CaughtStopSignal(); }

  std::string ReadFile(const std::string& path) override {
    constexpr std::size_t kMost = std::size_t{64} << 20;
    const auto source = Open(path);
    std::string content;
    char buffer[1 << 16];
    for (std::size_t got; (got = source->Read(buffer, sizeof buffer)) > 0;) {
      content.append(buffer, got);
      if (content.size() > kMost)
        throw Error("is larger than 64 MiB", {path}, "this cannot be a catalog or configuration file");
    }
    return content;
  }

  void WriteFile(const std::string& path, std::string_view content) override {
    std::error_code none;
    const fs::path real = fs::is_symlink(path, none) ? fs::weakly_canonical(path, none) : fs::path(path);
    if (fs::exists(real, none) && !fs::is_regular_file(real, none)) return WriteThrough(path, content);
    TemporaryFile file(real.string());
    file.Fill(content, ModeFor(real.string()));
    file.RenameTo(real.string());
  }

  bool CreateFile(const std::string& path, std::string_view content, unsigned mode) override {
    TemporaryFile file(path);
    file.Fill(content, mode);
    return file.LinkTo(path);
  }

  bool IsDirectory(const std::string& path) override {
    std::error_code none;
    return fs::is_directory(path, none);
  }

  bool Exists(const std::string& path) override {
    std::error_code none;
    return fs::exists(path, none);
  }

  std::optional<FileFacts> Stat(const std::string& path) override {
    struct stat status {};
    if (::stat(path.c_str(), &status) != 0) return std::nullopt;
    const double modified =
        static_cast<double>(status.st_mtim.tv_sec) + 1e-9 * static_cast<double>(status.st_mtim.tv_nsec);
    return FileFacts{static_cast<std::uint64_t>(status.st_size), modified, status.st_mode & 07777u,
                     S_ISDIR(status.st_mode), FileIdentity{status.st_dev, status.st_ino}};
  }

  std::vector<std::string> FilesBelow(const std::string& directory) override {
    std::vector<std::string> files;
    std::error_code failed;
    fs::recursive_directory_iterator at(directory, fs::directory_options::skip_permission_denied, failed), end;
    while (!failed && at != end) {
      const bool hidden = at->path().filename().string().starts_with('.');
      if (hidden && at->is_directory(failed)) at.disable_recursion_pending();
      if (!hidden && at->is_regular_file(failed)) files.push_back(at->path().string());
      at.increment(failed);
    }
    std::sort(files.begin(), files.end());
    return files;
  }

  std::vector<std::string> Glob(const std::string& pattern) override {
    glob_t found{};
    std::vector<std::string> paths;
    if (::glob(pattern.c_str(), 0, nullptr, &found) == 0) paths.assign(found.gl_pathv, found.gl_pathv + found.gl_pathc);
    ::globfree(&found);
    return paths;
  }

  std::string CurrentDirectory() override {
    std::error_code failed;
    const fs::path path = fs::current_path(failed);
    if (failed) throw Error("cannot find the current directory: " + failed.message());
    return path.string();
  }

  std::optional<std::string> Environment(const std::string& name) override {
    const char* value = std::getenv(name.c_str());
    return value ? std::optional<std::string>(value) : std::nullopt;
  }

  bool IsTerminal(Stream stream) override { return ::isatty(Descriptor(stream)) == 1; }

  int TerminalColumns() override {
    winsize size{};
    return ::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? size.ws_col : 80;
  }

  std::unique_ptr<Terminal> TakeTerminal(const std::string& enter, const std::string& leave) override {
    return TakeOwnTerminal(enter, leave);
  }

  unsigned Cores() override { return std::max(1u, std::thread::hardware_concurrency()); }

  void Write(Stream stream, std::string_view text) override { WriteAll(Descriptor(stream), text, "standard output"); }

 private:
  static int OpenFile(const std::string& path) {
    int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (fd < 0 && errno == EMFILE && RaiseFileLimit()) fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (fd < 0)
      throw Error(std::string("cannot open for reading: ") + std::strerror(errno), {path},
                  "check the path and its permissions");
    struct stat status {};
    if (::fstat(fd, &status) == 0 && S_ISDIR(status.st_mode)) {
      ::close(fd);
      throw Error("is a directory", {path}, "name a file in it");
    }
    return fd;
  }

  static int Descriptor(Stream stream) {
    return stream == Stream::kIn ? STDIN_FILENO : stream == Stream::kOut ? STDOUT_FILENO : STDERR_FILENO;
  }

  static void WriteAll(int fd, std::string_view text, const std::string& name) {
    while (!text.empty()) {
      const ssize_t put = ::write(fd, text.data(), text.size());
      if (put < 0 && errno == EINTR) continue;
      if (put < 0 && errno == EPIPE) throw BrokenPipe{};
      if (put < 0) throw Error(std::string("cannot write: ") + std::strerror(errno), {name});
      text.remove_prefix(static_cast<std::size_t>(put));
    }
  }

  /// A device or pipe such as /dev/stdout cannot be replaced by renaming.
  static void WriteThrough(const std::string& path, std::string_view content) {
    const int fd = ::open(path.c_str(), O_WRONLY | O_CLOEXEC);
    if (fd < 0) throw Error(std::string("cannot write: ") + std::strerror(errno), {path});
    struct Closer {
      int fd;
      ~Closer() { ::close(fd); }
    } closer{fd};
    WriteAll(fd, content, path);
  }
};

}  // namespace

std::unique_ptr<World> MakeRealWorld() { return std::make_unique<RealWorld>(); }

}  // namespace sftdoctor
