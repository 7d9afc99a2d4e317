// A config of each language, and new values for one of its keys: an edit either is refused, or changes no byte outside
// its range and is read back as the new value.
#include "config/edit.h"
#include "tests/fuzz/fuzz.h"

namespace sftdoctor {
namespace {

using Json = nlohmann::ordered_json;

const std::vector<Json>& Values() {
  static const std::vector<Json> kValues = {5,
                                            -1,
                                            0,
                                            5e-5,
                                            1.0,
                                            0.1,
                                            1e22,
                                            -0.0,
                                            true,
                                            false,
                                            nullptr,
                                            "text",
                                            "",
                                            "it's \"quoted\" \\ \n\t",
                                            "yes",
                                            "1e-4",
                                            "a: b # c",
                                            "中文",
                                            Json::array({1, 2.5, "x"}),
                                            Json::array(),
                                            {{"a", 1}, {"b c", Json::array({true})}}};
  return kValues;
}

/// The bytes before the first edit, between edits and behind the last must be the same, in order.
void CheckUntouched(const std::string& before, const std::string& after, std::vector<Edit> edits) {
  std::sort(edits.begin(), edits.end(), [](const Edit& a, const Edit& b) { return a.span.begin < b.span.begin; });
  std::size_t old_at = 0, new_at = 0;
  for (const Edit& edit : edits) {
    if (edit.span.begin < old_at || edit.span.end > before.size()) Broken("edits overlap");
    const std::size_t length = edit.span.begin - old_at;
    if (before.compare(old_at, length, after, new_at, length) != 0) Broken("bytes before an edit changed");
    new_at += length;
    if (after.compare(new_at, edit.text.size(), edit.text) != 0) Broken("an edit is not there");
    new_at += edit.text.size();
    old_at = edit.span.end;
  }
  if (before.substr(old_at) != after.substr(new_at)) Broken("bytes behind the edits changed");
}

void Try(const ConfigFile& file, const Section& section, const std::vector<NewValue>& values) {
  try {
    const std::vector<Edit> edits = EditsFor(file, section, values);
    const ConfigFile after = EditConfig(file, section, values);
    CheckUntouched(file.text, after.text, edits);
    const Section* now = after.Find(section.name);
    for (const NewValue& wanted : values) {
      const Setting* setting = now ? now->Find(wanted.key) : nullptr;
      if (!setting || setting->literal.value.dump() != wanted.value.dump()) Broken(wanted.key + " has another value");
    }
    if (!EditsFor(after, *now, values).empty()) Broken("a second time changes something");
  } catch (const Error& error) {
    if (error.what()[0] == '\0' || error.hint().empty()) Broken("an error without a word or a next step");
  }
}

}  // namespace
}  // namespace sftdoctor

/// The first bytes choose language, section, key and value.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace sftdoctor;
  if (size < 5) return 0;
  const ConfigFile file = ReadConfig("config", TextOf(data + 4, size - 4), static_cast<Language>(data[0] % 3));
  if (file.sections.empty()) return 0;
  const Section& section = file.sections[data[1] % file.sections.size()];
  const nlohmann::ordered_json& value = Values()[data[3] % Values().size()];
  std::vector<NewValue> values{{data[2] % 2 ? "added" : "outer.added", value}};
  if (!section.settings.empty()) values.push_back({section.settings[data[2] % section.settings.size()].key, value});
  for (const NewValue& wanted : values) Try(file, section, {wanted});
  if (values.size() == 2 && values[0].key != values[1].key) Try(file, section, values);
  return 0;
}
