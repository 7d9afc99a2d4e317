// Bytes as a config of each language: reading never fails, and every span and place is one of the text.
#include "config/config.h"
#include "config/edit.h"
#include "reports/config_report.h"
#include "tests/fuzz/fuzz.h"

namespace sftdoctor {
namespace {

void Check(const ConfigFile& file, const Span& span) {
  if (span.begin > span.end || span.end > file.text.size()) Broken("a span is outside the text");
}

void Check(const ConfigFile& file, const Section& section) {
  if (file.Find(section.name) != &section) Broken("two sections have the name " + section.name);
  if (section.insert_at > file.text.size()) Broken("an insertion is outside the text");
  for (const Setting& setting : section.settings) {
    Check(file, setting.key_span);
    Check(file, setting.value_span);
    if (setting.place.line == 0 || setting.place.column == 0) Broken(setting.key + " has no place");
    if (section.Find(setting.key) != &setting) Broken(setting.key + " is there twice");
    if (!setting.literal.known() && !setting.literal.value.is_null()) Broken(setting.key + " is known and unknown");
  }
}

void Try(std::string text, Language language) {
  const std::string copy = text;
  const ConfigFile file = ReadConfig("config", std::move(text), language);
  if (file.text != copy) Broken("the text was changed");
  std::vector<ShownSection> sections;
  for (const Section& section : file.sections) {
    Check(file, section);
    sections.push_back({&section});
  }
  ConfigJson(sections).dump();
  ConfigText(file, sections, {});
}

}  // namespace
}  // namespace sftdoctor

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace sftdoctor;
  if (size < 1) return 0;
  Try(TextOf(data + 1, size - 1), static_cast<Language>(data[0] % 3));
  return 0;
}
