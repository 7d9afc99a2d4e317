// Speed of `diagnose` as a ratio to named peers on the same log in the same run: alternating, least of N, files in the
// page cache. usage: sftdoctor_bench PROGRAM [MiB [ROUNDS [KIND]]]
#include <fcntl.h>
#include <fmt/format.h>
#include <spawn.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <vector>

#include "tests/bench/log_writer.h"

extern char** environ;

namespace sftdoctor::bench {
namespace {

struct Contender {
  std::string name;
  std::vector<std::string> command;  ///< empty: read the file and do nothing, the limit of anything that reads
  double seconds = 1e9;
  long peak_kib = 0;
};

double Now() { return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count(); }

/// Seconds and peak memory of a command with its output thrown away; a peer that is not installed takes for ever.
void RunOnce(Contender& contender) {
  std::vector<char*> argv;
  for (std::string& word : contender.command) argv.push_back(word.data());
  argv.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
  const double start = Now();
  pid_t child = 0;
  if (posix_spawnp(&child, argv[0], &actions, nullptr, argv.data(), environ) != 0) return;
  int status = 0;
  rusage usage{};
  ::wait4(child, &status, 0, &usage);
  posix_spawn_file_actions_destroy(&actions);
  if (!WIFEXITED(status) || WEXITSTATUS(status) > 1) return;
  contender.seconds = std::min(contender.seconds, Now() - start);
  contender.peak_kib = std::max(contender.peak_kib, usage.ru_maxrss);
}

void ReadOnce(Contender& contender, const std::string& path) {
  std::vector<char> buffer(256u << 10);
  const double start = Now();
  const int fd = ::open(path.c_str(), O_RDONLY);
  off_t at = 0;
  for (ssize_t got; (got = ::pread(fd, buffer.data(), buffer.size(), at)) > 0;) at += got;
  ::close(fd);
  contender.seconds = std::min(contender.seconds, Now() - start);
}

struct Task {
  std::string kind, literal, regex, awk;
};

/// The fields each peer has to find; awk does the whole task (count, mean, slope), rg only counts.
const std::vector<Task>& Tasks() {
  static const std::string kFit =
      " { n++; mx += (x-mx)/n; my += (y-my)/n; sxy += x*y; sxx += x*x } END { print n, my, (sxy/n-mx*my)/(sxx/n-mx*mx) "
      "}";
  static const std::string kChat =
      "/training loss: epoch:/ { match($0, /epoch:[0-9]+/); match($0, /step:[0-9]+/); x = substr($0, RSTART+5, "
      "RLENGTH-5); match($0, /loss:[0-9.]+/); y = substr($0, RSTART+5, RLENGTH-5);";
  static const std::string kChatRegex = R"(training loss: epoch:[0-9]+, step:[0-9]+, loss:[-+0-9.einfa]+, device:\S+)";
  static const std::vector<Task> kTasks = {
      {"noisy", "training loss: epoch:", kChatRegex, kChat + kFit.substr(2)},
      {"dense", "training loss: epoch:", kChatRegex, kChat + kFit.substr(2)},
      {"hf", "{'loss': ",
       R"(\{'loss': [-+0-9.e]+, 'grad_norm': [-+0-9.e]+, 'learning_rate': [-+0-9.e]+, 'epoch': [-+0-9.e]+\})",
       "/\\{'loss': / { split($0, f, /[ ,}]+/); y = f[2]; x = f[8];" + kFit.substr(2)},
      {"jsonl", "\"loss\": ", R"("epoch": [0-9]+, "step": [0-9]+, "loss": [-+0-9.e]+, "lr": [-+0-9.e]+)",
       "/\"loss\": / { split($0, f, /[ ,}]+/); x = f[9]; y = f[11];" + kFit.substr(2)},
      {"csv", ",", R"(^[0-9]+,[0-9]+,[-+0-9.e]+,[-+0-9.e]+$)",
       "BEGIN { FS = \",\" } NF == 4 { x = $2; y = $3;" + kFit.substr(2)},
  };
  return kTasks;
}

void Measure(const Task& task, const std::string& program, std::uint64_t bytes, int rounds) {
  const std::string path =
      (std::filesystem::temp_directory_path() / ("sftdoctor-bench-" + task.kind + ".log")).string();
  const std::uint64_t losses = WriteLog(task.kind, bytes, path);
  std::vector<Contender> all = {
      {"read only", {}},
      {"sftdoctor, 1 thread", {program, "diagnose", "--json", "--threads", "1", path}},
      {"sftdoctor, 2 threads", {program, "diagnose", "--json", "--threads", "2", path}},
      {"rg -c literal", {"rg", "-c", "-F", task.literal, path}},
      {"rg -c regex", {"rg", "-c", task.regex, path}},
      {"mawk, whole task", {"mawk", task.awk, path}},
  };
  for (int round = 0; round < rounds; ++round) {
    for (Contender& contender : all) contender.command.empty() ? ReadOnce(contender, path) : RunOnce(contender);
  }
  const double size = static_cast<double>(std::filesystem::file_size(path));
  fmt::print("\n{}: {:.0f} MiB, {} loss lines, least of {}\n", task.kind, size / (1 << 20), losses, rounds);
  for (const Contender& contender : all) {
    if (contender.seconds > 1e8) {
      fmt::print("  {:<22} not installed\n", contender.name);
      continue;
    }
    fmt::print("  {:<22} {:>6.2f} GB/s   1 thread is {:>6.2f} x this", contender.name, size / contender.seconds / 1e9,
               contender.seconds / all[1].seconds);
    if (contender.peak_kib > 0) fmt::print("   peak {:.1f} MiB", static_cast<double>(contender.peak_kib) / 1024);
    fmt::print("\n");
  }
  std::filesystem::remove(path);
}

}  // namespace
}  // namespace sftdoctor::bench

int main(int argc, char** argv) {
  if (argc < 2) {
    fmt::print(stderr, "usage: sftdoctor_bench PROGRAM [MiB [ROUNDS [KIND]]]\n");
    return 2;
  }
  const std::uint64_t bytes = std::strtoull(argc > 2 ? argv[2] : "512", nullptr, 10) << 20;
  const int rounds = std::atoi(argc > 3 ? argv[3] : "5");
  for (const auto& task : sftdoctor::bench::Tasks()) {
    if (argc > 4 && task.kind != argv[4]) continue;
    sftdoctor::bench::Measure(task, argv[1], bytes, rounds);
  }
}
