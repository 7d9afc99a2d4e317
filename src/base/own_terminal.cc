#include "base/own_terminal.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <utility>

#include "base/following.h"

namespace sftdoctor {
namespace {

/// What signal handlers need; set before they are, so that they need no lock.
int taken_fd = -1;
termios given{}, raw{};
std::string enter_bytes, leave_bytes;
volatile std::sig_atomic_t disturbed = 0;

constexpr std::array kFatal = {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT, SIGQUIT};

void PutAll(const std::string& bytes) {  // safe in a signal handler: write() only
  for (std::size_t at = 0; at < bytes.size();) {
    const ssize_t put = ::write(taken_fd, bytes.data() + at, bytes.size() - at);
    if (put <= 0 && errno != EINTR) return;
    if (put > 0) at += static_cast<std::size_t>(put);
  }
}

void Enter() {
  ::tcsetattr(taken_fd, TCSADRAIN, &raw);
  PutAll(enter_bytes);
  disturbed = 1;
}

void Leave() {
  PutAll(leave_bytes);
  ::tcsetattr(taken_fd, TCSANOW, &given);
}

void Handle(int signal, void (*handler)(int), int flags = 0) {
  struct sigaction action {};
  action.sa_handler = handler;
  action.sa_flags = flags;
  ::sigaction(signal, &action, nullptr);
}

void OnFatal(int signal) {  // SA_RESETHAND: raised again, it ends us as it would have
  Leave();
  ::raise(signal);
}

void OnSuspend(int signal) {
  const int error = errno;
  Leave();
  Handle(signal, SIG_DFL);
  sigset_t one;
  ::sigemptyset(&one);
  ::sigaddset(&one, signal);
  ::raise(signal);
  ::sigprocmask(SIG_UNBLOCK, &one, nullptr);  // stops here; SIGCONT, handled below, takes the terminal again
  Handle(signal, OnSuspend);
  errno = error;
}

void OnResume(int) {
  const int error = errno;
  Enter();
  errno = error;
}

void OnResize(int) {}  // that it came ends the wait

class OwnTerminal final : public Terminal {
 public:
  OwnTerminal() {
    Enter();
    Handle(SIGWINCH, OnResize);
    Handle(SIGTSTP, OnSuspend);
    Handle(SIGCONT, OnResume);
    for (const int signal : kFatal) Handle(signal, OnFatal, static_cast<int>(SA_RESETHAND));
    WakeAlsoFor(taken_fd);
  }
  OwnTerminal(const OwnTerminal&) = delete;
  OwnTerminal& operator=(const OwnTerminal&) = delete;
  ~OwnTerminal() override {
    WakeAlsoFor(-1);
    for (const int signal : {SIGWINCH, SIGTSTP, SIGCONT}) Handle(signal, SIG_DFL);
    for (const int signal : kFatal) Handle(signal, SIG_DFL);
    Leave();
    ::close(std::exchange(taken_fd, -1));
  }

  Size size() override {
    winsize size{};
    if (::ioctl(taken_fd, TIOCGWINSZ, &size) != 0 || size.ws_col == 0 || size.ws_row == 0) return {};
    return {size.ws_col, size.ws_row};
  }

  std::string Typed() override {
    std::string typed;
    char buffer[4096];
    for (pollfd ready{taken_fd, POLLIN, 0}; ::poll(&ready, 1, 0) > 0;) {
      const ssize_t got = ::read(taken_fd, buffer, sizeof buffer);
      if (got < 0 && (errno == EINTR || errno == EAGAIN)) break;
      if (got <= 0) throw BrokenPipe{};
      typed.append(buffer, static_cast<std::size_t>(got));
    }
    return typed;
  }

  bool Disturbed() override {
    const bool was = disturbed != 0;
    disturbed = 0;
    return was;
  }

  void Write(std::string_view bytes) override {
    while (!bytes.empty()) {
      const ssize_t put = ::write(taken_fd, bytes.data(), bytes.size());
      if (put < 0 && errno == EINTR) continue;
      if (put < 0) throw BrokenPipe{};
      bytes.remove_prefix(static_cast<std::size_t>(put));
    }
  }
};

}  // namespace

std::unique_ptr<Terminal> TakeOwnTerminal(const std::string& enter, const std::string& leave) {
  if (taken_fd >= 0) return nullptr;
  taken_fd = ::open("/dev/tty", O_RDWR | O_NOCTTY | O_CLOEXEC);
  if (taken_fd < 0) return nullptr;
  if (::tcgetattr(taken_fd, &given) != 0) {
    ::close(std::exchange(taken_fd, -1));
    return nullptr;
  }
  enter_bytes = enter;
  leave_bytes = leave;
  raw = given;
  // Signals stay on, so that Ctrl-C ends and Ctrl-Z suspends us even while we are busy.
  raw.c_lflag &= ~static_cast<tcflag_t>(ICANON | ECHO | IEXTEN);
  raw.c_iflag &= ~static_cast<tcflag_t>(IXON | ICRNL | INLCR | ISTRIP);
  raw.c_cc[VMIN] = 1;
  raw.c_cc[VTIME] = 0;
  return std::make_unique<OwnTerminal>();
}

}  // namespace sftdoctor
