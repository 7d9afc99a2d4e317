// What following costs, and how soon it tells: files that grow by a write a line, `tail --json` beside them.
// usage: sftdoctor_follow_bench PROGRAM [FILES [LINES_PER_SECOND [SECONDS]]]
#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <map>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace sftdoctor::bench {
namespace {

namespace fs = std::filesystem;

constexpr int kStepsAnEpoch = 500;  ///< lines of a file between two events; at 100 lines/s one in five seconds

double Now() { return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count(); }

/// When the first line of each file's epoch was written.
class Ledger {
 public:
  void Wrote(const std::string& path, int epoch) {
    const std::lock_guard lock(mutex_);
    written_[{path, epoch}] = Now();
  }
  /// Seconds since the line that ended the epoch; negative when it is not known.
  double Since(const std::string& path, int epoch) {
    const std::lock_guard lock(mutex_);
    const auto found = written_.find({path, epoch + 1});
    return found == written_.end() ? -1 : Now() - found->second;
  }

 private:
  std::mutex mutex_;
  std::map<std::pair<std::string, int>, double> written_;
};

/// Writes lines to the files in turn, evenly spread over time.
class Writer {
 public:
  Writer(const fs::path& directory, int files, int rate, Ledger& ledger) : rate_(rate), ledger_(ledger) {
    for (int i = 0; i < files; ++i) {
      paths_.push_back((directory / fmt::format("run{:03}.log", i)).string());
      descriptors_.push_back(::open(paths_.back().c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644));
      steps_.push_back(i * kStepsAnEpoch / files);  // so that the epochs of the files end one after the other
      epochs_.push_back(0);
      for (int step = 0; step < 20; ++step) Write(static_cast<std::size_t>(i));
    }
  }
  ~Writer() {
    for (const int fd : descriptors_) ::close(fd);
  }

  void Run(double seconds) {
    const double start = Now();
    long written = 0;
    for (double at = start; at < start + seconds; at = Now()) {
      const long due = static_cast<long>((at - start) * rate_);
      for (; written < due; ++written) Write(static_cast<std::size_t>(written) % paths_.size());
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
  }

 private:
  void Write(std::size_t file) {
    if (++steps_[file] == kStepsAnEpoch) {
      steps_[file] = 0;
      ledger_.Wrote(paths_[file], ++epochs_[file]);
    }
    const std::string line = fmt::format(
        "[2026-01-27 10:00:00.123] [INFO]: training loss: epoch:{}, step:{}, loss:{:.4f}, device:cuda:0\n",
        epochs_[file], steps_[file], 2 + 2.0 / (1 + epochs_[file]) + 0.05 * ((steps_[file] * 7919) % 13 - 6));
    if (::write(descriptors_[file], line.data(), line.size()) < 0) std::exit(1);
  }

  int rate_;
  Ledger& ledger_;
  std::vector<std::string> paths_;
  std::vector<int> descriptors_, steps_, epochs_;
};

/// The program under test, its output in a pipe.
class Tail {
 public:
  Tail(const std::string& program, const std::vector<std::string>& arguments) {
    int ends[2];
    if (::pipe(ends) != 0) std::exit(1);
    child_ = ::fork();
    if (child_ == 0) {
      ::dup2(ends[1], STDOUT_FILENO);
      ::close(ends[0]);
      ::close(ends[1]);
      std::vector<char*> argv = {const_cast<char*>(program.c_str())};
      for (const std::string& argument : arguments) argv.push_back(const_cast<char*>(argument.c_str()));
      argv.push_back(nullptr);
      ::execv(program.c_str(), argv.data());
      ::_exit(127);
    }
    ::close(ends[1]);
    out_ = ends[0];
  }
  ~Tail() {
    ::kill(child_, SIGTERM);
    for (std::string line; NextLine(line, 5);) {
    }
    ::close(out_);
    ::waitpid(child_, nullptr, 0);
  }

  /// False when no line came in time.
  bool NextLine(std::string& line, double seconds) {
    for (;;) {
      const std::size_t end = pending_.find('\n');
      if (end != std::string::npos) {
        line = pending_.substr(0, end);
        pending_.erase(0, end + 1);
        return true;
      }
      pollfd ready{out_, POLLIN, 0};
      if (::poll(&ready, 1, static_cast<int>(seconds * 1000)) <= 0) return false;
      char buffer[1 << 16];
      const ssize_t got = ::read(out_, buffer, sizeof buffer);
      if (got <= 0) return false;
      pending_.append(buffer, static_cast<std::size_t>(got));
    }
  }
  /// Seconds of processor time so far.
  double Processor() const {
    std::ifstream stat(fmt::format("/proc/{}/stat", child_));
    std::string word;
    double ticks = 0;
    for (int i = 1; i <= 15 && stat >> word; ++i) {
      if (i >= 14) ticks += std::atof(word.c_str());
    }
    return ticks / static_cast<double>(::sysconf(_SC_CLK_TCK));
  }
  double MemoryKib(const char* what) const {
    std::ifstream status(fmt::format("/proc/{}/status", child_));
    for (std::string line; std::getline(status, line);) {
      if (line.starts_with(what)) return std::atof(line.c_str() + std::strlen(what) + 1);
    }
    return 0;
  }

 private:
  pid_t child_ = 0;
  int out_ = -1;
  std::string pending_;
};

std::string Between(const std::string& line, const std::string& before, char after) {
  const std::size_t at = line.find(before);
  if (at == std::string::npos) return "";
  return line.substr(at + before.size(), line.find(after, at + before.size()) - at - before.size());
}

double Quantile(std::vector<double> values, double share) {
  if (values.empty()) return 0;
  std::sort(values.begin(), values.end());
  return values[std::min(values.size() - 1, static_cast<std::size_t>(share * static_cast<double>(values.size())))];
}

void Measure(const std::string& program, int files, int rate, double seconds, bool hints) {
  const fs::path directory = fs::temp_directory_path() / fmt::format("sftdoctor-follow-bench-{}", ::getpid());
  fs::create_directories(directory);
  Ledger ledger;
  {
    Writer writer(directory, files, rate, ledger);
    std::vector<std::string> arguments = {"tail", "--json", directory.string()};
    if (!hints) arguments.push_back("--poll");
    Tail tail(program, arguments);
    std::vector<double> delays;
    double idle = 0, busy = 0, started = 0;
    std::atomic<bool> done = false, settled = false;
    std::thread reader([&] {
      for (std::string line; !done;) {
        if (!tail.NextLine(line, 0.2) || line.find("\"type\":\"epoch\"") == std::string::npos) continue;
        const std::string path = Between(line, "\"source\":\"", '"');
        const int epoch = std::atoi(Between(line, "\"epoch\":{\"epoch\":", ',').c_str());
        const double delay = ledger.Since(path, epoch);
        if (delay >= 0 && settled) delays.push_back(delay);
      }
    });
    std::this_thread::sleep_for(std::chrono::seconds(3));  // program start, and what stood there
    started = tail.Processor();
    std::this_thread::sleep_for(std::chrono::duration<double>(seconds / 3));
    idle = (tail.Processor() - started) / (seconds / 3);
    std::thread writing([&] { writer.Run(seconds); });
    std::this_thread::sleep_for(std::chrono::duration<double>(seconds / 3));  // formats settle
    settled = true;
    const double before = tail.Processor();
    std::this_thread::sleep_for(std::chrono::duration<double>(seconds / 3));
    busy = (tail.Processor() - before) / (seconds / 3);
    writing.join();
    const double resident = tail.MemoryKib("VmRSS:");
    std::this_thread::sleep_for(std::chrono::seconds(1));
    done = true;
    reader.join();
    fmt::print(
        "{:<12} {} files, {} lines/s: {:.2f} % of a core, idle {:.2f} %, {} events, line to event p50 {:.0f} ms, "
        "p99 {:.0f} ms, most {:.0f} ms, {:.0f} KiB a file\n",
        hints ? "by inotify" : "by polling", files, rate, 100 * busy, 100 * idle, delays.size(),
        1000 * Quantile(delays, 0.5), 1000 * Quantile(delays, 0.99), 1000 * Quantile(delays, 1), resident / files);
  }
  fs::remove_all(directory);
}

}  // namespace
}  // namespace sftdoctor::bench

int main(int argc, char** argv) {
  if (argc < 2) {
    fmt::print(stderr, "usage: sftdoctor_follow_bench PROGRAM [FILES [LINES_PER_SECOND [SECONDS]]]\n");
    return 2;
  }
  const int files = std::atoi(argc > 2 ? argv[2] : "100"), rate = std::atoi(argc > 3 ? argv[3] : "10000");
  const double seconds = std::atof(argc > 4 ? argv[4] : "30");
  for (const bool hints : {true, false}) sftdoctor::bench::Measure(argv[1], files, rate, seconds, hints);
}
