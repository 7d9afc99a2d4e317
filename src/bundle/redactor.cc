#include "bundle/redactor.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/pattern.h"

namespace sftdoctor {

/// A shape of what must not be told. The last group is what is replaced; what stands around it stays.
struct RedactionRule {
  const char* kind;
  Pattern pattern;
  bool (*holds)(std::string_view value);  ///< what a pattern cannot say
};

namespace {

bool IsLetter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool IsDigit(char c) { return c >= '0' && c <= '9'; }
bool IsWordByte(char c) { return IsLetter(c) || IsDigit(c) || c == '_' || static_cast<unsigned char>(c) >= 0x80; }

bool Always(std::string_view) { return true; }

/// Letters and digits together: neither a number ("per token 2.3456e-01") nor a word ("token: required").
bool LooksRandom(std::string_view value) {
  return std::count_if(value.begin(), value.end(), IsLetter) > 1 && std::any_of(value.begin(), value.end(), IsDigit);
}

/// What documents and code write where a secret would stand.
bool IsFilledIn(std::string_view value) {
  static constexpr std::string_view kBlank[] = {"None", "null", "true", "false", "True", "False", "str", "***"};
  return std::find(std::begin(kBlank), std::end(kBlank), value) == std::end(kBlank);
}

bool IsOtherHost(std::string_view value) {
  return value != "localhost" && value != "127.0.0.1" && value != "0.0.0.0" && value != "None" && value != "null";
}

/// Names that half of all machines have tell nothing about whose it is.
bool TellsSomebody(std::string_view name) {
  static constexpr std::string_view kCommon[] = {
      "root",  "user", "users", "admin",  "ubuntu", "debian",   "nobody", "guest", "test",  "train", "data",
      "model", "work", "home",  "runner", "jovyan", "ec2-user", "python", "linux", "local", "docker"};
  const std::size_t least = !name.empty() && static_cast<unsigned char>(name[0]) >= 0x80 ? 6 : 3;  // bytes
  return name.size() >= least && std::find(std::begin(kCommon), std::end(kCommon), name) == std::end(kCommon);
}

/// What may stand right before a word and ends in a letter or digit that is none of it: an escape in JSON or code, a
/// colour of a terminal.
const std::string kEscape = R"re((?:\\[nrt]|\\u[0-9A-Fa-f]{4}|\x1B\[[0-9;]*m))re";
const std::string kEscapes = kEscape + "?";
const std::string kStart = R"re((?:\b|)re" + kEscape + ")";

/// In this order: a secret inside a URL or header is gone before the looser shapes look.
const std::vector<RedactionRule>& Rules() {
  // `key = value`, `"key": "value"`, `key: str = "value"`, `--key value`.
  static const std::string kIs = R"re(["']?(?:\s*:\s*[\w.\[\]]+(?:\s*\|\s*\w+)?)?(?:\s*[:=]\s*|\s+)["']?)re";
  static const std::vector<RedactionRule> kRules = {
      {"secret", Pattern(R"(-----BEGIN [A-Z ]*PRIVATE KEY-----((?:[^-]|-[^-])+)-----END)"), Always},
      // An excerpt may end, or begin, inside a key.
      {"secret", Pattern(R"(-----BEGIN [A-Z ]*PRIVATE KEY-----((?:\s|\\[nr])*(?:[A-Za-z0-9+/=]{16,}(?:\s|\\[nr])*)+))"),
       Always},
      {"secret", Pattern(R"(((?:[A-Za-z0-9+/=]{16,}(?:\s|\\[nr])+)+)-----END [A-Z ]*PRIVATE KEY)"), Always},
      {"secret", Pattern(R"([A-Za-z][A-Za-z0-9+.-]*://([^\s/:@<>"']+:[^\s/@<>"']+)@)"), Always},
      {"secret",
       Pattern("(?i)" + kStart +
               R"(authorization["']?\s*[:=]\s*["']?(?:(?:bearer|basic|token)\s+)?([A-Za-z0-9._~+/=-]{6,}))"),
       Always},
      {"secret", Pattern("(?i)" + kStart + R"(bearer\s+([A-Za-z0-9._~+/=-]{12,}))"), LooksRandom},
      {"secret",
       Pattern("(?i)" + kStart +
               R"((?:\w*_)?(?:password|passwd|passphrase|pwd)["']?\s*[:=]\s*["']?((?:[^\s"',;}<>\\]|\\[^"'])+))"),
       IsFilledIn},
      {"secret", Pattern("(?i)" + kStart + R"(login\s+\S+\s+password\s+(\S+))"), IsFilledIn},  // netrc
      {"secret", Pattern(R"((?i)(?:api[ _-]?key|wandb[ _.-]?(?:login|key))[^\n]{0,40}?\b([0-9a-f]{40})\b)"), Always},
      {"secret",
       Pattern(
           "(?i)" + kStart +
           R"((?:\w*[_-])?(?:api[_-]?key|access[_-]?key(?:[_-]?id)?|secret|secret[_-]?(?:access[_-]?)?key|token|credentials?))" +
           kIs + R"(([A-Za-z0-9_\-./+=]{8,}))"),
       LooksRandom},
      {"secret", Pattern(kStart + R"((hf_[A-Za-z0-9]{16,})\b)"), Always},
      {"secret", Pattern(kStart + R"((sk-[A-Za-z0-9_-]{16,}))"), LooksRandom},
      {"secret", Pattern(kStart + R"(((?:gh[opsu]_|github_pat_|glpat-|xox[abprs]-)[A-Za-z0-9_-]{10,}))"), Always},
      {"secret", Pattern(kStart + R"(((?:AKIA|ASIA)[A-Z0-9]{16})\b)"), Always},
      {"secret", Pattern(kStart + R"((AIza[A-Za-z0-9_-]{35}))"), Always},
      {"secret", Pattern(kStart + R"((eyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,}))"), Always},
      {"email", Pattern(kEscapes + R"(([A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,})\b)"), Always},
      {"user",
       Pattern(
           "(?:^|" + kEscape +
           R"(|[^\w./~-]|(?:file:(?://)?|/mnt|/nfs|/data|/gpfs|/lustre|/export|/share|/storage|/scratch|/private))/(?:home|Users)/([^\s/"'`:;,<>|*?()\[\]{}\\]+))"),
       Always},
      // Names with blanks only where a separator shows their end.
      {"user",
       Pattern("(?i)" + kStart +
               R"([a-z]:(?:\\+|/+)Users(?:\\+|/+)([^\s/\\"'`:;,<>|*?]+(?: [^\s/\\"'`:;,<>|*?]+)+)[\\/])"),
       Always},
      {"user", Pattern("(?i)" + kStart + R"([a-z]:(?:\\+|/+)Users(?:\\+|/+)([^\s/\\"'`:;,<>|*?]+))"), Always},
      {"host",
       Pattern(
           "(?i)" + kStart +
           R"((?:master_addr|hostname|nodename|ssh_host|server_name)["']?\s*[:=]\s*["']?([A-Za-z0-9][A-Za-z0-9.-]*[A-Za-z0-9]))"),
       IsOtherHost},
      {"host", Pattern(R"(\b[A-Za-z0-9._-]+@([A-Za-z0-9][A-Za-z0-9.-]*):[~/])"), IsOtherHost},
      {"host", Pattern(R"(\b([A-Za-z0-9]*[0-9-][A-Za-z0-9-]*(?:\.[A-Za-z0-9-]+)*\.(?:internal|intranet|corp|lan))\b)"),
       Always},
      {"address", Pattern(R"((?:^|[^\w.])((?:10\.\d{1,3}|192\.168|172\.(?:1[6-9]|2\d|3[01]))\.\d{1,3}\.\d{1,3})\b)"),
       Always},
  };
  return kRules;
}

/// A name is no part of a longer word; letters beyond ASCII are no part of one in ASCII, as Chinese has no blanks.
RedactionRule UserRule(const std::string& user) {
  const bool ascii = std::all_of(user.begin(), user.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
  const std::string name = "(" + Pattern::Quote(user) + ")";
  return {"user", Pattern(ascii ? kStart + name + R"((?:$|[^A-Za-z0-9_]))" : name), Always};
}

}  // namespace

Redactor::Redactor(std::string home, std::string user) : home_(std::move(home)), user_(std::move(user)) {
  while (home_.size() > 1 && home_.ends_with('/')) home_.pop_back();
  if (home_ == "/" || home_ == "/root") home_.clear();
  if (!TellsSomebody(user_)) user_.clear();
}

std::string Redactor::PlaceholderFor(const std::string& kind, std::string_view value) {
  ++counts_[kind];
  auto& known = placeholders_[kind];
  const auto found = known.find(value);
  if (found != known.end()) return found->second;
  return known.emplace(std::string(value), fmt::format("<{}-{}>", kind, known.size() + 1)).first->second;
}

std::string Redactor::RedactWith(const RedactionRule& rule, const std::string& text) {
  std::string out;
  std::vector<std::string_view> groups;
  std::size_t kept = 0, from = 0;
  while (from <= text.size() && rule.pattern.MatchFrom(text, from, groups)) {
    const std::string_view value = groups.back();
    const auto at = static_cast<std::size_t>(value.data() - text.data());
    from = std::max(at + value.size(), from + 1);
    if (!rule.holds(value)) continue;
    out.append(text, kept, at - kept).append(PlaceholderFor(rule.kind, value));
    kept = at + value.size();
  }
  return out.append(text, kept);
}

std::string Redactor::RedactHome(const std::string& text) {
  std::string out;
  std::size_t kept = 0;
  for (std::size_t at = 0; !home_.empty() && (at = text.find(home_, at)) != std::string::npos;) {
    const std::size_t end = at + home_.size();
    const bool whole = end == text.size() || !(IsWordByte(text[end]) || text[end] == '-' || text[end] == '.');
    if (whole) {
      out.append(text, kept, at - kept).append(PlaceholderFor("home", home_));
      kept = end;
    }
    at = end;
  }
  return out.append(text, kept);
}

std::string Redactor::Redact(std::string_view text) {
  std::string out(text);
  for (const RedactionRule& rule : Rules()) {
    if (rule.kind == std::string_view("email")) out = RedactHome(out);  // before shapes that would cut it up
    out = RedactWith(rule, out);
  }
  return user_.empty() ? out : RedactWith(UserRule(user_), out);
}

std::string Redactor::RedactValue(const std::string& text, std::string_view key) {
  if (!key.empty()) {  // {"token": ...}: what is secret by its key is so from end to end
    const std::string before = std::string(key) + "=", secret = "<secret-";
    Redactor alone = *this, behind = *this;
    if (behind.Redact(before + text).starts_with(before + secret) && !alone.Redact(text).starts_with(secret))
      return PlaceholderFor("secret", text);
  }
  return Redact(text);
}

nlohmann::ordered_json Redactor::Redact(const nlohmann::ordered_json& value, std::string_view key) {
  using Json = nlohmann::ordered_json;
  if (value.is_string()) return RedactValue(value.get_ref<const std::string&>(), key);
  if (value.is_array()) {
    Json out = Json::array();
    for (const Json& element : value) out.push_back(Redact(element, key));
    return out;
  }
  if (!value.is_object()) return value;
  Json out = Json::object();
  for (const auto& [name, member] : value.items()) {
    const bool is_word = std::all_of(name.begin(), name.end(), [](char c) { return IsWordByte(c) || c == '-'; });
    out[Redact(name)] = Redact(member, is_word ? name : "");
  }
  return out;
}

}  // namespace sftdoctor
