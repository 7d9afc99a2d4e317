#include "lines/log_files.h"

#include <algorithm>
#include <vector>

namespace sftdoctor {

bool IsPattern(const std::string& input) { return input.find_first_of("*?[") != std::string::npos; }

bool LooksLikeLog(const std::string& path) {
  static const std::vector<std::string> kEndings = {
      ".log", ".txt", ".out", ".err", ".jsonl", ".csv", ".log.gz", ".txt.gz", "trainer_state.json", "scalars.json"};
  return std::any_of(kEndings.begin(), kEndings.end(),
                     [&](const std::string& ending) { return path.ends_with(ending); });
}

}  // namespace sftdoctor
