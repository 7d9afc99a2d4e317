#include "reports/check_digest.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "base/text.h"

namespace sftdoctor {
namespace {

bool IsWord(char c) {
  const auto u = static_cast<unsigned char>(c);
  return (u >= '0' && u <= '9') || (u >= 'a' && u <= 'z') || (u >= 'A' && u <= 'Z') || u == '_' || u >= 0x80;
}

std::size_t IndexOf(Severity severity) { return static_cast<std::size_t>(severity); }

/// FNV-1a with two starts, for 128 bits that need not keep anyone out.
std::string Hash(const std::string& text) {
  std::uint64_t a = 0xCBF29CE484222325u, b = 0x6C62272E07BB0142u;
  for (const char c : text) {
    a = (a ^ static_cast<unsigned char>(c)) * 0x100000001B3u;
    b = (b ^ static_cast<unsigned char>(c)) * 0x100000001B3u + 1;
  }
  return fmt::format("{:016x}{:016x}", a, b);
}

}  // namespace

Span SpanOf(const Finding& finding, const ConfigFile& file, const LineIndex& lines) {
  if (finding.place.line == 0) return {};
  const std::size_t at = lines.ByteAt(finding.place.line, finding.place.column);
  for (const Section& section : file.sections) {
    for (const Setting& setting : section.settings) {
      if (!setting.value_span.empty() && setting.value_span.begin == at) return setting.value_span;
      if (!setting.key_span.empty() && setting.key_span.begin == at) return setting.key_span;
    }
  }
  std::size_t end = at;
  const std::size_t line_end = lines.LineEnd(at);
  while (end < line_end && IsWord(file.text[end])) ++end;
  return {at, end == at ? std::min(at + 1, line_end) : end};
}

std::string FingerprintOf(const Finding& finding, const CheckedFile& file, const LineIndex& lines, std::size_t again) {
  const std::string line(Trim(lines.Line(finding.place.line)));
  return Hash(fmt::format("{}\n{}\n{}\n{}\n{}", file.path, finding.check->id, finding.key, line, again));
}

std::vector<std::string> FingerprintsOf(const CheckedFile& file, const LineIndex& lines) {
  std::vector<std::string> all;
  std::set<std::string> seen;
  std::map<std::string, std::size_t>
      times;  // that a name was asked for: the next one to be had is looked for from there
  for (const Finding& finding : file.findings) {
    std::string print = FingerprintOf(finding, file, lines);
    std::size_t& again = times[print];
    while (!seen.insert(print).second) print = FingerprintOf(finding, file, lines, ++again);
    all.push_back(print);
  }
  return all;
}

std::string UriOf(const std::string& path) {
  static constexpr std::string_view kPlain = "-._~/";
  std::string out;
  for (const char c : path) {
    const auto u = static_cast<unsigned char>(c);
    const bool plain = (IsWord(c) && u < 0x80) || kPlain.find(c) != std::string_view::npos;
    out += plain ? std::string(1, c) : fmt::format("%{:02X}", u);
  }
  return out.starts_with('/') ? "file://" + out : out;
}

SeverityCounts CountFindings(const CheckReport& report) {
  std::array<std::size_t, 3> by_severity{};
  SeverityCounts counts;
  for (const CheckedFile& file : report.files) {
    for (const Finding& finding : file.findings) {
      ++by_severity[IndexOf(finding.severity)];
      counts.safe += finding.fix && finding.fix->safe;
      counts.unsafe += finding.fix && !finding.fix->safe;
    }
  }
  counts.infos = by_severity[IndexOf(Severity::kInfo)];
  counts.warnings = by_severity[IndexOf(Severity::kWarning)];
  counts.errors = by_severity[IndexOf(Severity::kError)];
  return counts;
}

std::vector<NotChecked> NotCheckedOf(const CheckReport& report) {
  std::map<std::string, Text> reasons;
  for (const CheckedFile& file : report.files) {
    for (const NotChecked& item : file.not_checked) reasons.emplace(item.id, item.reason);
  }
  std::vector<NotChecked> all;
  for (auto& [id, reason] : reasons) all.push_back({id, reason});
  return all;
}

}  // namespace sftdoctor
