#include "bundle/bundle.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/path.h"
#include "base/text.h"

namespace sftdoctor {
namespace {

struct KindName {
  const char *kind, *one, *many, *zh;
};
constexpr KindName kKinds[] = {{"secret", "secret", "secrets", "处密钥或口令"},
                               {"user", "user name", "user names", "处用户名"},
                               {"home", "home directory", "home directories", "处主目录"},
                               {"email", "e-mail address", "e-mail addresses", "处邮箱"},
                               {"host", "host name", "host names", "处主机名"},
                               {"address", "private address", "private addresses", "处内网地址"}};

std::string RedactionText(const std::map<std::string, std::size_t>& counts, bool chinese) {
  std::vector<std::string> parts;
  for (const KindName& name : kKinds) {
    const auto found = counts.find(name.kind);
    if (found == counts.end()) continue;
    parts.push_back(fmt::format("{} {}", found->second, chinese ? name.zh : found->second == 1 ? name.one : name.many));
  }
  if (parts.empty()) return chinese ? "没有发现需要隐去的内容" : "nothing was found to redact";
  return fmt::format("{}{}", chinese ? "已隐去：" : "redacted: ", fmt::join(parts, chinese ? "，" : ", "));
}

}  // namespace

void Bundle::Take(const std::string& name, std::string_view content, const Text& about) {
  taken_.push_back({{name, redactor_.Redact(content)}, Redacted(about)});
}

void Bundle::TakeJson(const std::string& name, const nlohmann::ordered_json& document, const Text& about) {
  taken_.push_back({{name, redactor_.Redact(document, "").dump(2) + "\n"}, Redacted(about)});
}

void Bundle::TakeJsonLines(const std::string& name, const std::vector<nlohmann::ordered_json>& lines,
                           const Text& about) {
  std::string content;
  for (const nlohmann::ordered_json& line : lines) content += redactor_.Redact(line, "").dump() + "\n";
  taken_.push_back({{name, content}, Redacted(about)});
}

std::string Bundle::NameFor(const std::string& path, const std::string& instead) {
  const auto is_plain = [](char c) {
    return static_cast<unsigned char>(c) >= 0x20 && c != 0x7F &&
           std::string_view("<>:\"|?*\\").find(c) == std::string_view::npos;
  };
  const std::string name = BaseName(path);
  const bool good = IsUtf8(name) && std::all_of(name.begin(), name.end(), is_plain);
  if (good && Redactor(redactor_).Redact(name) == name) return name;  // a copy: what is not told is not counted
  for (const char* ending : {".py", ".yaml", ".yml", ".json", ".jsonc"}) {
    if (name.ends_with(ending)) return instead + ending;
  }
  return instead + ".txt";
}

void Bundle::LeaveOut(const Text& what) { left_out_.push_back(Redacted(what)); }

std::string Bundle::Listing(bool chinese) const {
  std::size_t width = 0;
  for (const Taken& taken : taken_) width = std::max(width, taken.entry.name.size());
  std::string out;
  for (const Taken& taken : taken_) {
    out += fmt::format("  {:<{}}  {:>9}  {}\n", taken.entry.name, width, SizeText(taken.entry.content.size()),
                       taken.about.In(chinese));
  }
  for (const Text& text : left_out_)
    out += fmt::format("{}{}\n", chinese ? "未收录：" : "left out: ", text.In(chinese));
  out += RedactionText(redactor_.counts(), chinese) + "\n";
  out += chinese ? "只认得常见的写法，发送前请自己再看一遍。\n"
                 : "Only usual shapes are known: look through the files before you send them.\n";
  return out;
}

std::vector<ArchiveEntry> Bundle::Entries(bool chinese) const {
  std::vector<ArchiveEntry> entries = {{"MANIFEST.txt", Listing(chinese)}};
  for (const Taken& taken : taken_) entries.push_back(taken.entry);
  return entries;
}

std::string SizeText(std::size_t bytes) {
  if (bytes < 1024) return fmt::format("{} B", bytes);
  if (bytes < std::size_t{1024} * 1024) return fmt::format("{:.1f} KiB", static_cast<double>(bytes) / 1024);
  return fmt::format("{:.1f} MiB", static_cast<double>(bytes) / 1024 / 1024);
}

}  // namespace sftdoctor
