#include "base/following.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/inotify.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <filesystem>
#include <map>
#include <set>

#include "base/error.h"

namespace sftdoctor {
namespace {

namespace fs = std::filesystem;

/// After a change we sleep on for so long: a trainer writes a line in pieces, a fleet writes many, and each look costs.
constexpr int kCoalesceMs = 40;

volatile std::sig_atomic_t stop_signal = 0;
int wake_fd = -1;     ///< the terminal that is typed at
int stop_event = -1;  ///< readable once a signal came, so that no sleep misses it

void NoteStop(int signal) {
  stop_signal = signal;
  const std::uint64_t one = 1;
  [[maybe_unused]] const ssize_t put = ::write(stop_event, &one, sizeof one);
}

class DescriptorFile final : public GrowingFile {
 public:
  DescriptorFile(int fd, std::string path) : fd_(fd), path_(std::move(path)) {
    struct stat status {};
    if (::fstat(fd_, &status) != 0) return;
    identity_ = {status.st_dev, status.st_ino};
    seekable_ = S_ISREG(status.st_mode);
  }
  DescriptorFile(const DescriptorFile&) = delete;
  DescriptorFile& operator=(const DescriptorFile&) = delete;
  ~DescriptorFile() override {
    if (fd_ > STDERR_FILENO) ::close(fd_);
  }

  FileIdentity identity() const override { return identity_; }
  bool seekable() const override { return seekable_; }

  std::uint64_t Size() override {
    struct stat status {};
    return seekable_ && ::fstat(fd_, &status) == 0 ? static_cast<std::uint64_t>(status.st_size) : 0;
  }

  std::optional<std::size_t> ReadAt(std::uint64_t position, char* to, std::size_t size) override {
    for (;;) {
      pollfd ready{fd_, POLLIN, 0};
      if (!seekable_ && ::poll(&ready, 1, 0) == 0) return std::nullopt;
      const ssize_t got = seekable_ ? ::pread(fd_, to, size, static_cast<off_t>(position)) : ::read(fd_, to, size);
      if (got >= 0) return static_cast<std::size_t>(got);
      if (errno == EAGAIN) return std::nullopt;
      if (errno != EINTR) throw Error(std::string("cannot read: ") + std::strerror(errno), {path_});
    }
  }

 private:
  int fd_;
  std::string path_;
  FileIdentity identity_;
  bool seekable_ = false;
};

/// Watches directories only: a name in one stays watched whatever file it belongs to.
class InotifyWatch final : public ChangeWatch {
 public:
  InotifyWatch() : fd_(::inotify_init1(IN_NONBLOCK | IN_CLOEXEC)) {}
  InotifyWatch(const InotifyWatch&) = delete;
  InotifyWatch& operator=(const InotifyWatch&) = delete;
  ~InotifyWatch() override {
    if (fd_ >= 0) ::close(fd_);
  }

  void Add(const std::string& path) override {
    if (path == "-") {
      standard_input_ = true;
      return;
    }
    std::error_code none;
    if (fs::is_directory(path, none)) return AddDirectory(path);
    const fs::path name(path);
    AddName(name.parent_path(), name.filename(), path);
    const fs::path real = fs::weakly_canonical(name, none);  // a link is written to elsewhere
    if (!none && real.parent_path() != fs::weakly_canonical(name.parent_path(), none)) {
      AddName(real.parent_path(), real.filename(), path);
    }
  }

  void Remove(const std::string& path) override {
    if (path == "-") standard_input_ = false;
    for (auto& [wd, directory] : directories_) {
      for (auto& [name, paths] : directory.names) paths.erase(path);
      std::erase_if(directory.names, [](const auto& entry) { return entry.second.empty(); });
    }
  }

  Changes Wait(double seconds) override {
    const double most = std::clamp(seconds * 1000, 0.0, 1e8);
    if (Sleep(static_cast<int>(most))) Sleep(std::min(kCoalesceMs, static_cast<int>(most)), false);
    Changes changes;
    std::set<std::string> paths;
    Drain(changes, paths);
    if (standard_input_) paths.insert("-");
    changes.paths.assign(paths.begin(), paths.end());
    return changes;
  }

 private:
  struct Directory {
    std::string path;  ///< as it was added; empty when only some names in it are
    std::map<std::string, std::set<std::string>> names;
  };

  int WatchOf(const fs::path& directory) {
    if (fd_ < 0) return -1;
    return ::inotify_add_watch(fd_, directory.empty() ? "." : directory.c_str(),
                               IN_MODIFY | IN_CREATE | IN_MOVED_TO | IN_MOVED_FROM | IN_DELETE | IN_ONLYDIR);
  }
  void AddDirectory(const std::string& path) {
    const int wd = WatchOf(path);
    if (wd >= 0) directories_[wd].path = path;
  }
  void AddName(const fs::path& directory, const std::string& name, const std::string& path) {
    const int wd = WatchOf(directory);
    if (wd >= 0) directories_[wd].names[name].insert(path);
  }

  /// Waits for anything; false when there was nothing, or only a signal.
  bool Sleep(int milliseconds, bool for_changes = true) {
    pollfd ready[5] = {{stop_event, POLLIN, 0},
                       {for_changes ? fd_ : -1, POLLIN, 0},
                       {for_changes && standard_input_ ? STDIN_FILENO : -1, POLLIN, 0},
                       {STDOUT_FILENO, 0, 0},
                       {wake_fd, POLLIN, 0}};
    if (::poll(ready, 5, milliseconds) <= 0) return false;
    if ((ready[3].revents & POLLERR) != 0) throw BrokenPipe{};  // nobody would read what we say next
    return ready[1].revents != 0 || ready[2].revents != 0;
  }

  void Drain(Changes& changes, std::set<std::string>& paths) {
    alignas(inotify_event) char buffer[1 << 16];
    for (ssize_t got; fd_ >= 0 && (got = ::read(fd_, buffer, sizeof buffer)) > 0;) {
      for (const char* at = buffer; at < buffer + got;) {
        inotify_event event;
        std::memcpy(&event, at, sizeof event);
        Take(event, event.len > 0 ? at + sizeof event : "", changes, paths);
        at += sizeof event + event.len;
      }
    }
  }

  void Take(const inotify_event& event, const std::string& name, Changes& changes, std::set<std::string>& paths) {
    constexpr std::uint32_t kNames = IN_CREATE | IN_MOVED_TO | IN_MOVED_FROM | IN_DELETE | IN_IGNORED | IN_Q_OVERFLOW;
    changes.names = changes.names || (event.mask & kNames) != 0;
    const auto found = directories_.find(event.wd);
    if (found == directories_.end()) return;
    if ((event.mask & IN_IGNORED) != 0) {  // the directory is gone
      directories_.erase(found);
      return;
    }
    const Directory& directory = found->second;
    const auto names = directory.names.find(name);
    if (names != directory.names.end()) {
      paths.insert(names->second.begin(), names->second.end());
    } else if (!directory.path.empty()) {
      paths.insert((fs::path(directory.path) / name).string());
    }
  }

  int fd_;
  bool standard_input_ = false;
  std::map<int, Directory> directories_;  ///< by watch descriptor
};

}  // namespace

std::unique_ptr<GrowingFile> MakeGrowingFile(int fd, const std::string& path) {
  return std::make_unique<DescriptorFile>(fd, path);
}

std::unique_ptr<ChangeWatch> MakeChangeWatch() { return std::make_unique<InotifyWatch>(); }

void WakeAlsoFor(int fd) { wake_fd = fd; }

int CaughtStopSignal() {
  static const bool caught = [] {
    stop_event = ::eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
    struct sigaction action {};
    action.sa_handler = NoteStop;
    for (const int signal : {SIGINT, SIGTERM, SIGHUP}) {
      struct sigaction before {};
      // What was started with nohup stays deaf to SIGHUP.
      if (::sigaction(signal, nullptr, &before) == 0 && before.sa_handler == SIG_IGN) continue;
      ::sigaction(signal, &action, nullptr);
    }
    return true;
  }();
  return caught ? stop_signal : 0;
}

bool RaiseFileLimit() {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur >= limit.rlim_max) return false;
  limit.rlim_cur = limit.rlim_max;
  return ::setrlimit(RLIMIT_NOFILE, &limit) == 0;
}

}  // namespace sftdoctor
