// Notes on the files that a configuration names: missing, of an unlikely size, or left over from other settings.
#include <fmt/format.h>

#include <cmath>

#include "base/path.h"
#include "base/pattern.h"
#include "base/text.h"
#include "findings/config_notes.h"

namespace sftdoctor {
namespace {

constexpr double kUsualParameters = 0.2e9;  ///< of the first case's model
constexpr double kFewestBytes = 1.6;        ///< a parameter: 2 in half precision, with room for shared weights
constexpr double kMostBytes = 17;           ///< a parameter: 4 for the weight and 12 for Adam, in full precision

Text NotLookedAt() { return {"files are not looked at (--no-filesystem)", "未查看文件系统（--no-filesystem）"}; }

Text NoneNamed() { return {"the configuration names no file that could be looked up", "配置中没有可以查找的文件路径"}; }

Text Elsewhere() { return {"the files that it names are not on this machine", "配置指向的文件不在这台机器上"}; }

std::string_view Source(const ConfigFile& file, Span span) {
  return std::string_view(file.text).substr(span.begin, span.end - span.begin);
}

/// The path that `ROOT + '/data/x'` means when ROOT is the directory of the config file itself, which one idiom says.
std::optional<std::string> BelowRoot(const Setting& setting, const ConfigFile& file) {
  static const Pattern kSum(R"re(^\s*([A-Za-z_]\w*)\s*\+\s*(?:'([^'\\]*)'|"([^"\\]*)")\s*$)re");
  static const Pattern kRoot(
      R"re(^(?:(?:os\.)?path\.)?dirname\((?:(?:os\.)?path\.)?(?:abspath|realpath)\(__file__\)\)$)re");
  std::vector<std::string_view> groups;
  const Section* module = file.Find("<module>");
  if (!module || !kSum.Match(Source(file, setting.value_span), groups)) return std::nullopt;
  const Setting* root = module->Find(groups[1]);
  if (!root || root->literal.known() || !kRoot.Matches(Trim(Source(file, root->value_span)))) return std::nullopt;
  const std::string_view below = groups[2].data() ? groups[2] : groups[3];
  return DirectoryOf(file.path) + std::string(below.substr(std::min(below.size(), below.find_first_not_of('/'))));
}

struct NamedFile {
  const Setting* setting = nullptr;
  std::string path;
  std::optional<FileFacts> facts;
  bool certain = true;  ///< the path is the config's own word; otherwise it is what an idiom means
};

/// The file that a key names, as far as that can be told.
std::optional<NamedFile> FileOf(const char* key, const ConfigView& view) {
  const Setting* setting = view.config.Find(key);
  if (!setting) return std::nullopt;
  const ConfigFile& file = *view.config.file;
  const auto& value = setting->literal.value;
  NamedFile named{setting, "", std::nullopt, setting->literal.known()};
  if (!named.certain) {
    const auto path = BelowRoot(*setting, file);
    if (!path) return std::nullopt;
    named.path = *path;
  } else if (value.is_string() && !value.get_ref<const std::string&>().empty()) {
    named.path = value.get<std::string>();
  } else {
    return std::nullopt;
  }
  const bool pattern = named.path.find_first_of("{*?~$") != std::string::npos;
  if (pattern || named.path.find("://") != std::string::npos) return std::nullopt;
  const auto places = named.certain ? PlacesOf(named.path, file.path) : std::vector{named.path};
  for (const std::string& place : places) {
    if (!(named.facts = view.look(place))) continue;
    named.path = place;
    break;
  }
  return named;
}

/// Whether it would be there on the machine that trains. Data of a path made from an idiom belong to another machine
/// when not even their directory is here.
bool IsMissing(const NamedFile& named, const ConfigView& view) {
  if (named.facts) return false;
  const std::string directory = DirectoryOf(named.path);
  return named.certain || view.look(directory.empty() ? "." : directory);
}

/// "0.8 GB", "280.2 GB".
Text GigaBytes(double bytes) {
  const double size = bytes / 1e9;
  const std::string text = (size < 1 ? fmt::format("{:.2g}", size) : ShortNumber(std::round(size * 100) / 100)) + " GB";
  return {text, text};
}

}  // namespace

Notes MissingFiles(const ConfigView& view) {
  if (!view.look) return {{}, NotLookedAt()};
  Notes out;
  bool any = false, foreign = false;
  for (const char* key : {"train_file", "validation_file", "test_file", "finetune_from_ckp_file"}) {
    const bool used = std::string_view(key) != "finetune_from_ckp_file" || view.features.Value("config.finetune") == 1;
    const auto named = used ? FileOf(key, view) : std::nullopt;
    if (!named) continue;
    any = true;
    foreign = foreign || (!named->facts && !named->certain);
    if (IsMissing(*named, view)) out.notes.push_back(NoteOn(*named->setting, view, {named->path, named->path}));
  }
  if (!any) out.why_not = NoneNamed();
  if (foreign && out.notes.empty()) out.why_not = Elsewhere();
  return out;
}

Notes CheckpointSizes(const ConfigView& view) {
  if (!view.look) return {{}, NotLookedAt()};
  const auto named = FileOf("finetune_from_ckp_file", view);
  if (!named) return {{}, NoneNamed()};
  if (!named->facts) return {{}, Elsewhere()};
  if (named->facts->directory) return {};
  const auto metric = view.run ? view.catalog.metrics.Find("run/parameters") : std::nullopt;
  const auto told = metric ? view.run->facts.find(*metric) : std::map<MetricId, double>::const_iterator();
  const double parameters = metric && told != view.run->facts.end() ? told->second : kUsualParameters;
  const auto bytes = static_cast<double>(named->facts->bytes);
  if (bytes >= kFewestBytes * parameters && bytes <= kMostBytes * parameters) return {};
  Note note = NoteOn(*named->setting, view);
  note.words["expected"] = GigaBytes(4 * parameters);
  note.words["size"] = GigaBytes(bytes);
  return {{std::move(note)}, {}};
}

Notes StaleStates(const ConfigView& view) {
  if (!view.look) return {{}, NotLookedAt()};
  const auto named = FileOf("train_state_dir", view);
  const auto own = view.look(view.config.file->path);
  if (!named) return {{}, NoneNamed()};
  if (!named->facts || !own) return {{}, Elsewhere()};
  if (named->facts->modified >= own->modified) return {};
  return {{NoteOn(*named->setting, view, {named->path, named->path})}, {}};
}

}  // namespace sftdoctor
