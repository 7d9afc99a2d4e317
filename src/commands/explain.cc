#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "base/text.h"
#include "commands/commands.h"

namespace sftdoctor {
namespace {

std::string Comparison(const Clause& clause) {
  switch (clause.kind) {
    case Clause::Kind::kAbove:
      return fmt::format("{} > {}", clause.feature, ShortNumber(clause.low));
    case Clause::Kind::kBelow:
      return fmt::format("{} < {}", clause.feature, ShortNumber(clause.high));
    case Clause::Kind::kBetween:
      return fmt::format("{} <= {} <= {}", ShortNumber(clause.low), clause.feature, ShortNumber(clause.high));
    case Clause::Kind::kIs:
      return fmt::format("{} = {}", clause.feature, ShortNumber(clause.low));
    default:
      return clause.feature + " is missing";
  }
}

/// The condition as an indented outline, each threshold with its reason.
void Outline(const Clause& clause, bool chinese, const std::string& indent, std::string& out) {
  static constexpr const char* kEnglish[] = {"all of:", "any of:", "not:"};
  static constexpr const char* kChinese[] = {"全部满足：", "任一满足：", "不满足："};
  if (clause.kind <= Clause::Kind::kNot) {
    out += indent + (chinese ? kChinese : kEnglish)[static_cast<std::size_t>(clause.kind)] + "\n";
    for (const Clause& part : clause.parts) Outline(part, chinese, indent + "  ", out);
    return;
  }
  out += indent + Comparison(clause) + "\n";
  if (!clause.because.empty()) out += indent + "    " + clause.because.In(chinese) + "\n";
}

/// What makes a check fire that speaks of single settings.
void Kinds(const Check& check, bool chinese, std::string& out) {
  for (const NoteWords& words : check.each) {
    out += "  " + NoteKindNames()[static_cast<std::size_t>(words.kind)];
    if (words.severity) out += fmt::format(" ({})", SeverityNames()[static_cast<std::size_t>(*words.severity)]);
    out += fmt::format("{} {}\n      {}\n", chinese ? "：" : ":", words.say.In(chinese), words.because.In(chinese));
  }
}

std::string Causes(const Check& check, bool chinese) {
  std::string out;
  for (std::size_t i = 0; i < check.causes.size(); ++i) {
    const Cause& cause = check.causes[i];
    out += fmt::format("  {}. {}: {}\n     {} {}\n", i + 1, cause.title.In(chinese), cause.because.In(chinese),
                       chinese ? "下一步：" : "next:", cause.next.In(chinese));
  }
  return out;
}

/// "learn_rate: x 3, 0.2 to 0.3 of pretrain_learn_rate".
std::string Describe(const KeyEdit& edit, bool chinese) {
  std::string out = edit.key + ": ";
  if (edit.kind == KeyEdit::Kind::kSet) {
    out += edit.value.is_number() ? ShortNumber(edit.value.get<double>()) : edit.value.dump();
  } else if (edit.kind == KeyEdit::Kind::kScale) {
    out += edit.by.empty() ? "x " + ShortNumber(edit.number) : fmt::format("x {}", fmt::join(edit.by, " x "));
  } else if (edit.kind == KeyEdit::Kind::kRatio) {
    out += fmt::format("{} x {}", ShortNumber(edit.number), edit.of);
  } else {
    out += edit.fit;
  }
  if (edit.bounds.low) out += (chinese ? "，下限 " : ", at least ") + ShortNumber(*edit.bounds.low);
  if (edit.bounds.high) out += (chinese ? "，上限 " : ", at most ") + ShortNumber(*edit.bounds.high);
  if (edit.kind != KeyEdit::Kind::kRatio && !edit.of.empty()) out += " x " + edit.of;
  return out;
}

std::string Treatments(const Check& check, const Catalog& catalog, bool chinese) {
  std::string out;
  for (const std::string& id : check.treat) {
    const Treatment& treatment = *catalog.FindTreatment(id);
    out += fmt::format("  {} ({}): {}\n", id, SafetyNames()[static_cast<std::size_t>(treatment.safety)],
                       treatment.title.In(chinese));
    std::string before;  // two edits of one kind differ only in when they are made
    for (const KeyEdit& edit : treatment.edits) {
      const std::string line = "    " + Describe(edit, chinese) + "\n";
      if (line != before) out += line;
      before = line;
    }
  }
  return out;
}

std::string Explain(const Check& check, const Catalog& catalog, bool chinese) {
  const auto word = [&](const char* en, const char* zh) { return std::string(chinese ? zh : en); };
  std::string out =
      fmt::format("{} ({}): {}\n\n{}\n", check.id, SeverityNames()[static_cast<std::size_t>(check.severity)],
                  check.title.In(chinese), check.why.In(chinese));
  if (check.each.empty()) {
    out += "\n" + word("Fires when", "触发条件") + "\n";
    Outline(check.when, chinese, "  ", out);
  } else {
    out += "\n" + word("Fires for each", "逐项触发") + "\n";
    Kinds(check, chinese, out);
  }
  for (const auto& [severity, when] : check.escalate) {
    out +=
        "\n" + fmt::format("{} {}\n", word("Becomes", "升降级为"), SeverityNames()[static_cast<std::size_t>(severity)]);
    Outline(when, chinese, "  ", out);
  }
  if (!check.needs.empty()) {
    out += "\n" + word("Needs", "所需数据") + "\n";
    for (const auto& [feature, least] : check.needs) out += fmt::format("  {} >= {}\n", feature, ShortNumber(least));
  }
  if (!check.causes.empty())
    out += "\n" + word("Likely causes, before the evidence of a run", "可能原因（未结合具体证据）") + "\n" +
           Causes(check, chinese);
  if (!check.false_positives.empty())
    out += "\n" + word("May be wrong when", "可能误报的情况") + "\n  " + check.false_positives.In(chinese) + "\n";
  if (!check.treat.empty()) out += "\n" + word("Treatments", "处置手段") + "\n" + Treatments(check, catalog, chinese);
  if (!check.refs.empty()) out += "\n" + word("References", "参考文献") + "\n";
  for (const std::string& reference : check.refs) out += "  " + reference + "\n";
  return out;
}

nlohmann::ordered_json BilingualJson(const Text& text) { return {{"en", text.en}, {"zh", text.zh}}; }

nlohmann::ordered_json ClauseJson(const Clause& clause) {
  static constexpr const char* kNames[] = {"all", "any", "not"};
  if (clause.kind <= Clause::Kind::kNot) {
    nlohmann::ordered_json parts = nlohmann::ordered_json::array();
    for (const Clause& part : clause.parts) parts.push_back(ClauseJson(part));
    return {{kNames[static_cast<std::size_t>(clause.kind)], parts}};
  }
  return {{"condition", Comparison(clause)}, {"feature", clause.feature}, {"because", BilingualJson(clause.because)}};
}

nlohmann::ordered_json CheckJson(const Check& check) {
  nlohmann::ordered_json causes = nlohmann::ordered_json::array();
  for (const Cause& cause : check.causes) {
    causes.push_back({{"id", cause.id},
                      {"title", BilingualJson(cause.title)},
                      {"because", BilingualJson(cause.because)},
                      {"next", BilingualJson(cause.next)}});
  }
  nlohmann::ordered_json each = nlohmann::ordered_json::object();
  for (const NoteWords& words : check.each) {
    each[NoteKindNames()[static_cast<std::size_t>(words.kind)]] = {{"say", BilingualJson(words.say)},
                                                                   {"because", BilingualJson(words.because)}};
  }
  return {{"id", check.id},
          {"severity", SeverityNames()[static_cast<std::size_t>(check.severity)]},
          {"title", BilingualJson(check.title)},
          {"why", BilingualJson(check.why)},
          {"when", check.each.empty() ? ClauseJson(check.when) : nlohmann::ordered_json(nullptr)},
          {"each", each},
          {"needs", check.needs},
          {"causes", causes},
          {"false_positives", BilingualJson(check.false_positives)},
          {"treatments", check.treat},
          {"refs", check.refs}};
}

std::vector<const Check*> Chosen(const ExplainOptions& options, const Catalog& catalog) {
  std::vector<const Check*> chosen;
  if (!options.all && options.ids.empty())
    throw Error("name a check", {}, "`sftdoctor rules` lists them; --all explains every one");
  for (const std::string& glob : options.ids) {
    const std::size_t before = chosen.size();
    for (const Check& check : catalog.checks) {
      if (GlobMatch(glob, check.id)) chosen.push_back(&check);
    }
    if (chosen.size() > before) continue;
    const std::string nearest = NearestSpelling(glob, catalog.check_ids());
    throw Error(fmt::format("there is no check \"{}\"", glob), {},
                nearest.empty() ? "`sftdoctor rules` lists them" : fmt::format("did you mean \"{}\"?", nearest));
  }
  if (options.all) {
    for (const Check& check : catalog.checks) chosen.push_back(&check);
  }
  return chosen;
}

}  // namespace

int RunExplain(const ExplainOptions& options, World& world) {
  const Catalog catalog = LoadCatalogFor(options.common, world);
  const std::vector<const Check*> checks = Chosen(options, catalog);
  const bool chinese = StyleFor(options.common, world, Stream::kOut).chinese;
  std::string out;
  nlohmann::ordered_json list = nlohmann::ordered_json::array();
  for (const Check* check : checks) {
    if (options.format == "json") {
      list.push_back(CheckJson(*check));
    } else {
      out += (out.empty() ? "" : "\n\n") + Explain(*check, catalog, chinese);
    }
  }
  world.Write(Stream::kOut, options.format == "json" ? list.dump(2) + "\n" : out);
  return 0;
}

}  // namespace sftdoctor
