// The only file that knows toml++.
#include <fmt/format.h>
#include <toml++/toml.h>

#include <algorithm>

#include "base/path.h"
#include "base/text.h"
#include "settings/settings.h"
#include "settings/toml_file.h"

namespace sftdoctor {
namespace {

constexpr int kMostExtended = 16;

bool IsPyproject(const std::string& path) { return path == "pyproject.toml" || path.ends_with("/pyproject.toml"); }

std::string Hint(const std::string& word, const std::vector<std::string>& known, const std::string& otherwise) {
  const std::string nearest = NearestSpelling(word, known);
  return nearest.empty() ? otherwise : fmt::format("did you mean \"{}\"?", nearest);
}

/// Reads the values of one file into settings. Its Take() functions are told apart by the type that is wanted.
class TableReader {
 public:
  TableReader(std::string path, std::string here, const toml::table& table, Settings& settings)
      : path_(std::move(path)), here_(std::move(here)), table_(table), settings_(settings) {}

  void Read() {
    std::vector<std::string> known = {"extend"};
    EachSetting(settings_, [&](const std::string& name, auto& settled) {
      known.push_back(name);
      const toml::node* node = table_.get(name);
      if (!node) return;
      name_ = name;
      Take(*node, settled.value);
      settled.place = PlaceOf(node->source());
      settled.flag.clear();
    });
    RejectOthers(table_, known);
  }

  std::string Extended() {
    const toml::node* node = table_.get("extend");
    if (!node) return {};
    name_ = "extend";
    std::string name;
    Take(*node, name);
    return Found(name);
  }

 private:
  Place PlaceOf(const toml::source_region& region) const { return {path_, region.begin.line, region.begin.column}; }
  [[noreturn]] void Fail(const toml::node& node, const std::string& message, const std::string& hint = {}) const {
    throw Error(fmt::format("\"{}\" {}", name_, message), PlaceOf(node.source()), hint);
  }

  void RejectOthers(const toml::table& table, const std::vector<std::string>& known) const {
    for (const auto& [key, node] : table) {
      const std::string name(key.str());
      if (std::find(known.begin(), known.end(), name) != known.end()) continue;
      throw Error(fmt::format("unknown setting \"{}\"", name), PlaceOf(key.source()),
                  Hint(name, known, fmt::format("known are: {}", fmt::join(known, ", "))));
    }
  }

  void Take(const toml::node& node, double& value) const {
    const std::optional<double> number = node.is_number() ? node.value<double>() : std::nullopt;
    if (!number) Fail(node, "must be a number");
    const bool share = name_ == "target-bleu", may_be_zero = share || name_ == "target-loss" || name_ == "envelope";
    if (!(*number > 0 || (may_be_zero && *number == 0)) || *number > 1e15)
      Fail(node, may_be_zero ? "must not be negative" : "must be above 0");
    if (share && *number > 1) Fail(node, "is a fraction, at most 1", "25 BLEU points are 0.25");
    value = *number;
  }
  void Take(const toml::node& node, std::optional<double>& value) const { Take(node, value.emplace()); }

  void Take(const toml::node& node, std::string& value) const {
    if (!node.is_string()) Fail(node, "must be a string");
    value = *node.value<std::string>();
    static const std::vector<std::string> kFailOn = {"error", "warning", "info", "never"};
    if (name_ == "fail-on" && std::find(kFailOn.begin(), kFailOn.end(), value) == kFailOn.end())
      Fail(node, fmt::format("cannot be \"{}\"", value), "error, warning, info or never");
  }

  void Take(const toml::node& node, std::vector<std::string>& value) const {
    const toml::array* array = node.as_array();
    if (!array) Fail(node, "must be an array of strings", fmt::format("as in {} = [\"...\"]", name_));
    value.clear();
    for (const toml::node& item : *array) Take(item, value.emplace_back());
    if (name_ != "rules") return;
    for (std::string& directory : value) directory = Found(directory);
  }

  void Take(const toml::node& node, Severity& value) const {
    std::string word;
    Take(node, word);
    const std::vector<std::string>& names = SeverityNames();
    const auto found = std::find(names.begin(), names.end(), word);
    if (found == names.end())
      Fail(node, fmt::format("cannot be \"{}\"", word), "error, warning or info; `ignore` leaves a check out");
    value = static_cast<Severity>(found - names.begin());
  }

  template <typename Value>
  void Take(const toml::node& node, std::map<std::string, Value>& value) const {
    const toml::table* table = node.as_table();
    if (!table) Fail(node, "must be a table");
    value.clear();
    for (const auto& [key, item] : *table) Take(item, value[std::string(key.str())]);
  }

  /// [[50, 4.0], [100, 3.5]], each further along than the one before.
  void Take(const toml::node& node, std::vector<Envelope::Limit>& value) const {
    const toml::array* array = node.as_array();
    if (!array) Fail(node, "must hold arrays of pairs", "as in steps = [[50, 4.0], [100, 3.5]]");
    value.clear();
    for (const toml::node& item : *array) {
      const toml::array* pair = item.as_array();
      if (!pair || pair->size() != 2) Fail(item, "must hold pairs", "as in steps = [[50, 4.0], [100, 3.5]]");
      Envelope::Limit limit{};
      Take(*pair->get(0), limit.at);
      Take(*pair->get(1), limit.loss);
      if (!value.empty() && limit.at <= value.back().at) Fail(item, "must hold its pairs in ascending order");
      value.push_back(limit);
    }
  }

  void Take(const toml::node& node, Envelope& value) const {
    const toml::table* table = node.as_table();
    if (!table) Fail(node, "must be a table", "with steps = [[50, 4.0], ...] and epochs = [[1, 2.5], ...]");
    RejectOthers(*table, {"steps", "epochs"});
    value = {{}, {}, true};
    if (const toml::node* steps = table->get("steps")) Take(*steps, value.steps);
    if (const toml::node* epochs = table->get("epochs")) Take(*epochs, value.epochs);
    if (value.steps.empty() && value.epochs.empty()) Fail(node, "holds no limit", "give steps, epochs or both");
  }

  /// A path of the file, as seen from the current directory.
  std::string Found(const std::string& path) const {
    return Shortened(Absolute(path, DirectoriesAbove(Absolute(path_, here_)).front()), here_);
  }

  std::string path_, here_, name_;
  const toml::table& table_;
  Settings& settings_;
};

toml::table ParseFile(World& world, const std::string& path) {
  try {
    return toml::parse(world.ReadFile(path), path);
  } catch (const toml::parse_error& error) {
    throw Error(fmt::format("is not valid TOML: {}", error.description()),
                {path, error.source().begin.line, error.source().begin.column});
  }
}

void ReadInto(World& world, const std::string& path, int depth, Settings& settings) {
  if (depth > kMostExtended) throw Error("\"extend\" goes round in circles", {path}, "take one of them out");
  const toml::table file = ParseFile(world, path);
  const toml::table nothing;
  const toml::table* ours = IsPyproject(path) ? file["tool"]["sftdoctor"].as_table() : &file;
  TableReader reader(path, world.CurrentDirectory(), ours ? *ours : nothing, settings);
  if (const std::string extended = reader.Extended(); !extended.empty()) ReadInto(world, extended, depth + 1, settings);
  reader.Read();
}

}  // namespace

bool HoldsSettings(World& world, const std::string& path) {
  try {
    const std::string text = world.ReadFile(path);
    // Most are other people's, and long: those are not parsed at all.
    return text.find("sftdoctor") != std::string::npos && toml::parse(text, path)["tool"]["sftdoctor"].is_table();
  } catch (const toml::parse_error&) {
    return false;
  } catch (const Error&) {
    return false;
  }
}

Settings ReadSettings(World& world, const std::string& path) {
  const std::string here = world.CurrentDirectory(), absolute = Absolute(path, here);
  Settings settings;
  settings.file = Shortened(absolute, here);
  settings.directory = DirectoriesAbove(absolute).front();
  ReadInto(world, settings.file, 0, settings);
  return settings;
}

}  // namespace sftdoctor
