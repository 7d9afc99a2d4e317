#include <fmt/format.h>

#include <algorithm>

#include "config/edit.h"
#include "reports/config_report.h"
#include "reports/digest.h"
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

struct Widths {
  int key, line, value;
};

/// LINE  KEY  VALUE. Keys of base classes are faint: they stand there.
std::string Row(const Setting& setting, const ConfigFile& file, const Widths& widths, const Words& words,
                const Pen& pen) {
  const bool known = setting.literal.known();
  const std::string key = PadTo(Printable(setting.key), widths.key);
  const std::string line = fmt::format("{:>{}}", setting.place.line, widths.line);
  std::string value =
      known ? ValueOf(setting, file) : words.Labelled(words[Word::kUnknown], Printable(setting.literal.unknown));
  value = WithoutMiddle(value, widths.value, pen[Sign::kEllipsis]);
  return "  " + pen(Ink::kFaint, line) + "  " + (setting.inherited ? pen(Ink::kFaint, key) : key) + "  " +
         (known ? value : pen(Ink::kWarning, value)) + "\n";
}

}  // namespace

std::string ConfigText(const ConfigFile& file, const std::vector<ShownSection>& sections, const Style& style) {
  const Pen pen(style);
  const Words words(style);
  std::string out;
  for (const auto& [section, schedule] : sections) {
    if (!out.empty()) out += '\n';
    out += Title(file, *section, pen) + "\n";
    int keys = 0, lines = 1;
    for (const Setting& setting : section->settings) {
      keys = std::max(keys, std::min(kWidestKey, DisplayWidth(Printable(setting.key))));
      lines = std::max(lines, static_cast<int>(std::to_string(setting.place.line).size()));
    }
    const int room = std::max(20, style.columns - keys - lines - 6);
    for (const Setting& setting : section->settings) out += Row(setting, file, {keys, lines, room}, words, pen);
    if (section->settings.empty()) out += "  " + pen(Ink::kFaint, words[Word::kNoSettings]) + "\n";
    if (!schedule) continue;
    const std::vector<std::string> facts = PlanFacts(*schedule, words);
    const std::string indent(static_cast<std::size_t>(lines) + 4, ' ');
    if (!facts.empty()) out += Wrap(fmt::format("{}", fmt::join(facts, pen.between())), style.columns, indent, indent);
  }
  return out;
}

}  // namespace sftdoctor
