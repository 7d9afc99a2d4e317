#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "reports/config_report.h"
#include "reports/paint.h"
#include "reports/width.h"
#include "reports/words.h"

namespace sftdoctor {
namespace {

constexpr int kWidestKey = 40;

/// A value as the language of the file writes it, so that it can be found there again.
std::string ValueOf(const Setting& setting, const ConfigFile& file) {
  const std::size_t length = setting.value_span.end - setting.value_span.begin;
  const std::string old = file.text.substr(setting.value_span.begin, length);
  return Printable(WriteLiteral(setting.literal.value, file.language, old));
}

std::string Title(const ConfigFile& file, const Section& section, const Pen& pen) {
  const std::string name = Printable(section.name.starts_with('<') ? "" : section.name);
  std::string where = Printable(file.path);
  if (!name.empty()) where += fmt::format(":{}", section.place.line);
  return name.empty() ? pen(Ink::kPlace, where) : pen(Ink::kStrong, name) + "  " + pen(Ink::kPlace, where);
}

}  // namespace

std::string ConfigText(const ConfigFile& file, const std::vector<const Section*>& sections, const Style& style) {
  const Pen pen(style);
  const Words words(style);
  std::string out;
  for (const Section* section : sections) {
    if (!out.empty()) out += '\n';
    out += Title(file, *section, pen) + "\n";
    int keys = 0, lines = 1;
    for (const Setting& setting : section->settings) {
      keys = std::max(keys, std::min(kWidestKey, DisplayWidth(Printable(setting.key))));
      lines = std::max(lines, static_cast<int>(std::to_string(setting.place.line).size()));
    }
    for (const Setting& setting : section->settings) {
      const bool known = setting.literal.known();
      const std::string key = PadTo(Printable(setting.key), keys);
      const std::string line = fmt::format("{:>{}}", setting.place.line, lines);
      const int room = std::max(20, style.columns - keys - lines - 6);
      std::string value =
          known ? ValueOf(setting, file) : words.Labelled(words[Word::kUnknown], Printable(setting.literal.unknown));
      value = WithoutMiddle(value, room, pen[Sign::kEllipsis]);
      out += "  " + pen(Ink::kFaint, line) + "  " + (setting.inherited ? pen(Ink::kFaint, key) : key) + "  " +
             (known ? value : pen(Ink::kWarning, value)) + "\n";
    }
    if (section->settings.empty()) out += "  " + pen(Ink::kFaint, words[Word::kNoSettings]) + "\n";
  }
  return out;
}

}  // namespace sftdoctor
