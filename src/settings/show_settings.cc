#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "base/text.h"
#include "settings/settings.h"

namespace sftdoctor {
namespace {

std::string Origin(const Place& place, const std::string& flag) {
  if (!flag.empty()) return flag;
  return place.file.empty() ? "default" : fmt::format("{}:{}", ValidUtf8(place.file), place.line);
}

// TOML's basic strings are JSON's.
std::string Toml(const std::string& value) { return nlohmann::json(ValidUtf8(value)).dump(); }
std::string Toml(double value) { return fmt::format("{}", value); }
std::string Toml(Severity value) { return Toml(SeverityNames()[static_cast<std::size_t>(value)]); }
std::string Toml(const Envelope::Limit& value) { return fmt::format("[{}, {}]", value.at, value.loss); }
template <typename Value>
std::string Toml(const std::vector<Value>& values) {
  std::string out;
  for (const Value& value : values) out += (out.empty() ? "" : ", ") + Toml(value);
  return "[" + out + "]";
}

class Page {
 public:
  template <typename Value>
  void operator()(const char* name, const Settled<Value>& settled) {
    Line(fmt::format("{} = {}", name, Toml(settled.value)), Origin(settled.place, settled.flag));
  }
  void operator()(const char* name, const Settled<std::optional<double>>& settled) {
    const std::string text =
        settled.value ? fmt::format("{} = {}", name, Toml(*settled.value)) : fmt::format("# {} is not given", name);
    Line(text, Origin(settled.place, settled.flag));
  }
  template <typename Value>
  void operator()(const char* name, const Settled<std::map<std::string, Value>>& settled) {
    if (settled.value.empty()) return;
    out_ += fmt::format("\n[{}]\n", name);
    for (const auto& [key, value] : settled.value)
      Line(fmt::format("{} = {}", Toml(key), Toml(value)), Origin(settled.place, settled.flag));
  }
  void operator()(const char* name, const Settled<Envelope>& settled) {
    out_ += fmt::format("\n[{}]\n", name);
    const std::string origin = Origin(settled.place, settled.flag);
    Line("steps = " + Toml(settled.value.steps), origin);
    Line("epochs = " + Toml(settled.value.epochs), origin);
  }

  const std::string& out() const { return out_; }

 private:
  void Line(const std::string& text, const std::string& origin) {
    constexpr std::size_t kColumn = 40;
    out_ += text + std::string(text.size() < kColumn ? kColumn - text.size() : 1, ' ') + "# " + origin + "\n";
  }
  std::string out_;
};

}  // namespace

std::string ShowSettings(const Settings& settings) {
  Page page;
  EachSetting(settings, [&](const char* name, const auto& settled) { page(name, settled); });
  const std::string file = settings.file.empty() ? "no settings file" : ValidUtf8(settings.file);
  return fmt::format("# {}\n", file) + page.out();
}

}  // namespace sftdoctor
