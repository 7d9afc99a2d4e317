// Large logs for the benchmarks. They imitate what trainers print; no line is taken from a real log.
#pragma once

#include <cstdint>
#include <string>

namespace sftdoctor::bench {

/// Writes about `bytes` of a log to `path` and returns the number of loss lines.
///   noisy  chat_trainer: one line in ten is a loss, among tracebacks, progress bars with \r, Chinese text, memory
///   reports dense  chat_trainer: nine lines in ten hf     Hugging Face Trainer dict lines          jsonl  one JSON
///   object a line          csv  epoch,step,loss,lr
/// The loss falls from 8.1 to 2.1 with noise 0.12 and is printed with all its digits.
std::uint64_t WriteLog(const std::string& kind, std::uint64_t bytes, const std::string& path);

}  // namespace sftdoctor::bench
