#include "findings/ignore.h"

#include <algorithm>

#include "base/text.h"
#include "config/line_index.h"
#include "findings/judge.h"

namespace sftdoctor {
namespace {

constexpr std::string_view kBlank = " \t";

std::string_view TrimLeft(std::string_view text) {
  text.remove_prefix(std::min(text.find_first_not_of(kBlank), text.size()));
  return text;
}

/// Takes `word` off the front, with the blanks before it.
bool Take(std::string_view& text, std::string_view word) {
  const std::string_view trimmed = TrimLeft(text);
  if (!trimmed.starts_with(word)) return false;
  text = trimmed.substr(word.size());
  return true;
}

/// Where a comment speaks to us. It may say other things before, even about us; they are not ours to take away.
struct Addressed {
  std::size_t hash;       ///< of its "#"
  std::string_view rest;  ///< behind "# sftdoctor:"
};

std::optional<Addressed> Address(std::string_view comment) {
  for (std::size_t hash = comment.find('#'); hash != std::string_view::npos; hash = comment.find('#', hash + 1)) {
    std::string_view rest = comment.substr(hash + 1);
    if (Take(rest, "sftdoctor") && Take(rest, ":")) return Addressed{hash, rest};
  }
  return std::nullopt;
}

/// Reads comments of one file.
class IgnoreReader {
 public:
  explicit IgnoreReader(const ConfigFile& file) : file_(file), lines_(file.text) {}

  std::optional<Ignore> Read(const Comment& comment) const {
    const std::size_t begin = lines_.ByteAt(comment.place.line, comment.place.column), end = lines_.LineEnd(begin);
    const std::string_view text = std::string_view(file_.text).substr(begin, end - begin);
    std::optional<Addressed> addressed = Address(text);
    Ignore ignore;
    if (!addressed || !Take(addressed->rest, "ignore")) return std::nullopt;
    auto& [hash, rest] = *addressed;
    ignore.whole_file = Take(rest, "-file");
    ignore.lists_ids = TrimLeft(rest).starts_with('[') && rest.find(']') != std::string_view::npos;
    if (ignore.lists_ids) ReadIds(rest, ignore);
    ignore.reason = std::string(Trim(rest));
    ignore.place = lines_.At(begin + text.find("sftdoctor", hash));
    ignore.place.file = file_.path;
    ignore.span = WithItsBlanks(begin + hash, end);
    SetLines(comment, ignore);
    return ignore;
  }

 private:
  void ReadIds(std::string_view& rest, Ignore& ignore) const {
    rest.remove_prefix(rest.find('[') + 1);
    const std::string_view list = rest.substr(0, rest.find(']'));
    for (const std::string_view piece : Split(list, ',')) {
      const std::string_view id = Trim(piece);
      const auto at = static_cast<std::size_t>(id.data() - file_.text.data());
      if (!id.empty()) ignore.ids.push_back({std::string(id), {at, at + id.size()}});
    }
    rest.remove_prefix(list.size() + 1);
  }

  /// From the end of what stands before it on the line; the whole line when nothing does.
  Span WithItsBlanks(std::size_t begin, std::size_t end) const {
    const std::size_t line = lines_.LineBegin(begin);
    std::size_t from = begin;
    while (from > line && kBlank.find(file_.text[from - 1]) != std::string_view::npos) --from;
    if (from > line) return {from, end};
    const std::string_view tail = std::string_view(file_.text).substr(end);
    return {from, end + (tail.starts_with("\r\n") ? 2 : tail.empty() ? 0 : 1)};
  }

  void SetLines(const Comment& comment, Ignore& ignore) const {
    ignore.first_line = ignore.last_line = comment.place.line;
    if (ignore.whole_file) {
      ignore.first_line = 0;
      ignore.last_line = lines_.count();
    }
    if (ignore.whole_file || !comment.own_line) return;
    while (++ignore.last_line < lines_.count()) {
      const std::string_view line = Trim(lines_.Line(ignore.last_line));
      if (!line.empty() && line.front() != '#' && line.front() != '@') break;
    }
  }

  const ConfigFile& file_;
  LineIndex lines_;
};

/// An ignore with what came of it.
struct Tally {
  Ignore ignore;
  std::vector<bool> used;  ///< in order of its ids
};

std::optional<std::string> Excuse(const Finding& finding, std::vector<Tally>& tallies) {
  std::optional<std::string> reason;
  for (Tally& tally : tallies) {
    const Ignore& ignore = tally.ignore;
    if (finding.place.line < ignore.first_line || finding.place.line > ignore.last_line) continue;
    for (std::size_t i = 0; i < ignore.ids.size(); ++i) {
      if (!GlobMatch(ignore.ids[i].glob, finding.check->id)) continue;
      tally.used[i] = true;
      if (!reason) reason = ignore.reason;
    }
  }
  return reason;
}

/// Why an id excuses nothing; empty when that cannot be said.
Text WhyUnused(const std::string& glob, const Catalog& catalog, std::span<const Diagnosis> diagnoses) {
  const auto matches = [&](const std::string& id) { return GlobMatch(glob, id); };
  const std::vector<std::string> all = catalog.check_ids();
  if (std::none_of(all.begin(), all.end(), matches)) {
    const std::string nearest = NearestSpelling(glob, all);
    if (nearest.empty()) return {"there is no check \"" + glob + "\".", "没有名为“" + glob + "”的检查。"};
    return {"there is no check \"" + glob + "\"; did you mean \"" + nearest + "\"?",
            "没有名为“" + glob + "”的检查；是不是想写“" + nearest + "”？"};
  }
  const auto of_config = [](const std::string& id) { return SubjectOf(id) == Subject::kConfig; };
  if (std::none_of(all.begin(), all.end(), [&](const std::string& id) { return matches(id) && of_config(id); })) {
    return {glob + " does not look at configurations; the settings can ignore it.",
            glob + " 不检查配置文件；可在设置文件中忽略它。"};
  }
  const bool ran = std::any_of(diagnoses.begin(), diagnoses.end(), [&](const Diagnosis& diagnosis) {
    return std::any_of(diagnosis.ran.begin(), diagnosis.ran.end(), matches);
  });
  if (!ran) return {};
  return {glob + " finds nothing here.", glob + " 在这里没有发现问题。"};
}

/// Without one of its ids, and the comma beside it.
Fix WithoutId(const Ignore& ignore, std::size_t index) {
  Span span = ignore.ids[index].span;
  if (index + 1 < ignore.ids.size()) {
    span.end = ignore.ids[index + 1].span.begin;
  } else {
    span.begin = ignore.ids[index - 1].span.end;
  }
  return {{"remove " + ignore.ids[index].glob, "删去 " + ignore.ids[index].glob}, {{span, ""}}, true};
}

Fix WithoutComment(const Ignore& ignore) { return {{"remove the comment", "删去这条注释"}, {{ignore.span, ""}}, true}; }

/// Makes the findings of config/unused-ignore.
class Auditor {
 public:
  Auditor(const Check& check, const Selection& selection, const Catalog& catalog, Diagnosis& out)
      : check_(check), selection_(selection), catalog_(catalog), out_(out) {}

  double unused() const { return unused_; }

  void Audit(const Tally& tally, std::span<const Diagnosis> diagnoses) {
    const Ignore& ignore = tally.ignore;
    if (ignore.ids.empty()) {
      Add(ignore.place, {"it names no check: write ignore[config/...].", "没有写明检查：请写成 ignore[config/...]。"});
      return;
    }
    std::vector<std::pair<std::size_t, Text>> unused;
    for (std::size_t i = 0; i < ignore.ids.size(); ++i) {
      Text why = tally.used[i] ? Text() : WhyUnused(ignore.ids[i].glob, catalog_, diagnoses);
      if (!why.empty()) unused.emplace_back(i, std::move(why));
    }
    for (const auto& [index, why] : unused) {
      const bool all = unused.size() == ignore.ids.size();
      const bool misspelt = why.en.starts_with("there is no check");
      // Where every id goes, the comment goes, once.
      std::optional<Fix> fix;
      if (!all) fix = WithoutId(ignore, index);
      if (all && index == 0) fix = WithoutComment(ignore);
      Add(ignore.place, why, misspelt ? std::nullopt : std::move(fix));
    }
  }

 private:
  void Add(const Place& place, const Text& why, std::optional<Fix> fix = std::nullopt) {
    Finding finding;
    finding.check = &check_;
    const auto own = selection_.severity.find(check_.id);
    finding.severity = own == selection_.severity.end() ? check_.severity : own->second;
    finding.message = FillIn(check_.say, {}, {{"why", why}});
    finding.place = place;
    finding.fix = std::move(fix);
    out_.findings.push_back(std::move(finding));
    ++unused_;
  }

  const Check& check_;
  const Selection& selection_;
  const Catalog& catalog_;
  Diagnosis& out_;
  double unused_ = 0;
};

}  // namespace

std::vector<Ignore> IgnoresOf(const ConfigFile& file) {
  std::vector<Ignore> ignores;
  if (file.text.find("sftdoctor") == std::string::npos) return ignores;
  const IgnoreReader reader(file);
  for (const Comment& comment : file.comments) {
    if (auto ignore = reader.Read(comment)) ignores.push_back(std::move(*ignore));
  }
  return ignores;
}

std::vector<Excused> ApplyIgnores(const ConfigFile& file, const Catalog& catalog, const Selection& selection,
                                  bool all_sections, std::span<Diagnosis> diagnoses) {
  std::vector<Tally> tallies;
  for (Ignore& ignore : IgnoresOf(file)) {
    const std::size_t ids = ignore.ids.size();
    tallies.push_back({std::move(ignore), std::vector<bool>(ids)});
  }
  std::vector<Excused> excused;
  for (Diagnosis& diagnosis : diagnoses) {
    std::vector<Finding> kept;
    for (Finding& finding : diagnosis.findings) {
      const bool ours = SubjectOf(finding.check->id) == Subject::kConfig;
      const std::optional<std::string> reason = ours ? Excuse(finding, tallies) : std::nullopt;
      if (reason) {
        excused.push_back({std::move(finding), *reason});
      } else {
        kept.push_back(std::move(finding));
      }
    }
    diagnosis.findings = std::move(kept);
    Conclude(diagnosis);
  }
  const Check* check = catalog.FindCheck("config/unused-ignore");
  if (!check || !all_sections || diagnoses.empty() || !selection.Allows(check->id)) return excused;
  Auditor auditor(*check, selection, catalog, diagnoses.front());
  for (const Tally& tally : tallies) auditor.Audit(tally, diagnoses);
  diagnoses.front().observation.features.Set("config.unused_ignores", auditor.unused());
  return excused;
}

}  // namespace sftdoctor
