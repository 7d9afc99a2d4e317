#include <fmt/format.h>

#include <algorithm>

#include "patches/formats.h"
#include "reports/digest.h"
#include "reports/html/markup.h"
#include "reports/html/sections.h"
#include "reports/html/static_curve.h"

namespace sftdoctor {
namespace {

/// Facts and remarks come in one language; here both are asked for and put side by side.
struct BothFacts {
  std::vector<Fact> en, zh;
  Text Label(std::size_t i) const { return {en[i].label, zh[i].label}; }
  Text Value(std::size_t i) const { return {en[i].value, zh[i].value}; }
  std::size_t size() const { return en.size(); }
};

class RunWriter {
 public:
  RunWriter(const Session& session, const Diagnosis& diagnosis, std::size_t number, bool alone)
      : session_(session), diagnosis_(diagnosis), number_(number), alone_(alone) {}

  std::string Write(std::size_t room) const {
    const std::string& verdict = VerdictNames()[static_cast<std::size_t>(diagnosis_.verdict)];
    std::string out = fmt::format("<section class=\"run {}\" id=\"run-{}\" aria-labelledby=\"run-{}-verdict\">\n",
                                  verdict, number_, number_);
    out += Heading() + Facts() + Figure();
    const std::string rest = WhatToChange() + NotChecked() + Remarks() + "</section>\n";
    if (!diagnosis_.findings.empty()) {
      const std::size_t taken = out.size() + rest.size();
      out += "<h3>" + Both(say_(Word::kFindings)) + "</h3>\n" +
             FindingList(diagnosis_, number_, room - std::min(room, taken));
    }
    return out + rest;
  }

 private:
  std::string Heading() const {
    const Log& log = *diagnosis_.log;
    const Text verdict = say_([&](const Words& words) { return words[diagnosis_.verdict]; });
    const Text about = say_([&](const Words& words) {
      std::string text = log.format->guess ? words(Word::kGuessed, log.format->id) : log.format->id;
      if (log.runs.size() > 1) text += words[Word::kJoin] + words(Word::kRunOf, diagnosis_.run->id, log.runs.size());
      return text;
    });
    const Text reason = say_([&](const Words& words) { return VerdictReason(diagnosis_, words); });
    return fmt::format(
        "<p class=\"verdict\"><span aria-hidden=\"true\">{}</span> {}</p>\n<{}>{}</{}>\n"
        "<p class=\"source\"><code>{}</code> {}</p>\n",
        pen_[Pen::SignOf(diagnosis_.verdict)], Both(verdict),
        fmt::format("{} id=\"run-{}-verdict\"", alone_ ? "h1" : "h2", number_), Both(reason), alone_ ? "h1" : "h2",
        Escaped(log.path), BothEscaped(about));
  }

  std::string Facts() const {
    const BothFacts facts{ValueFacts(diagnosis_, say_.en, pen_), ValueFacts(diagnosis_, say_.zh, pen_)};
    std::string out = "<dl class=\"facts\">\n";
    const auto add = [&](const Text& label, const Text& value) {
      out += "<div><dt>" + Both(label) + "</dt><dd>" + BothEscaped(value) + "</dd></div>\n";
    };
    for (std::size_t i = 0; i < facts.size(); ++i) add(facts.Label(i), facts.Value(i));
    add(say_(Word::kLength),
        say_([&](const Words& words) { return fmt::format("{}", fmt::join(SizeFacts(diagnosis_, words), " · ")); }));
    if (diagnosis_.config) {
      add(say_(Word::kConfig), say_([&](const Words& words) {
            return fmt::format("{}", fmt::join(ConfigFacts(diagnosis_, words), " · "));
          }));
    }
    out += "</dl>\n";
    const Text note = say_([&](const Words& words) { return UnitNote(diagnosis_, words); });
    return note.empty() ? out : out + "<p class=\"note\">" + Both(note) + "</p>\n";
  }

  std::string Figure() const {
    const std::string id = fmt::format("run-{}-curve", number_);
    const std::string curve = StaticCurve(diagnosis_, id);
    if (curve.empty()) return "";
    return fmt::format(
        "<figure class=\"curve\" data-run=\"{}\">\n{}\n<figcaption id=\"{}\">{}</figcaption>\n</figure>\n", number_ - 1,
        curve, id, Both(Caption()));
  }

  /// What the curve shows, for those who do not see it and as its legend on paper.
  Text Caption() const {
    const Observation& seen = diagnosis_.observation;
    const auto target = seen.nats ? seen.features.Value("target.loss") : std::nullopt;
    return say_([&](const Words& words) {
      std::vector<std::string> shown = {words[seen.judged_is_eval ? Word::kEvalLoss : Word::kLoss] + " " +
                                        LossCourse(diagnosis_, pen_)};
      shown.push_back(words[Word::kPlotTrend]);
      if (EvaluationFits(seen)) shown.push_back(words[Word::kPlotEvaluation]);
      if (target) shown.push_back(words(Word::kPlotTarget, *target));
      return fmt::format("{}", fmt::join(shown, " · "));
    });
  }

  std::string WhatToChange() const {
    const Prescription* prescription = PrescriptionFor(session_, diagnosis_);
    if (!prescription) return "";
    // Read, not applied: of a path from elsewhere on this machine the name is enough.
    const std::string& path = session_.config->path;
    const std::string shown = path.starts_with('/') ? path.substr(path.rfind('/') + 1) : path;
    return PrescriptionSection(*prescription, DiffOf(*prescription, *session_.config, shown));
  }

  std::string NotChecked() const {
    const std::vector<std::string> en = NotCheckedLines(diagnosis_.not_checked, say_.en),
                                   zh = NotCheckedLines(diagnosis_.not_checked, say_.zh);
    if (en.empty() || en.size() != zh.size()) return "";
    std::string out = "<div class=\"aside\"><h3>" + Both(say_(Word::kNotChecked)) + "</h3>\n<ul>\n";
    for (std::size_t i = 0; i < en.size(); ++i) out += "<li>" + Both({en[i], zh[i]}) + "</li>\n";
    return out + "</ul></div>\n";
  }

  std::string Remarks() const {
    const BothFacts facts{AllRemarks(say_.en), AllRemarks(say_.zh)};
    std::string out = "<dl class=\"aside remarks\">\n";
    for (std::size_t i = 0; i < facts.size(); ++i) {
      out += "<div><dt>" + Both(facts.Label(i)) + "</dt><dd>" + Both(facts.Value(i)) + "</dd></div>\n";
    }
    return out + "</dl>\n";
  }

  std::vector<Fact> AllRemarks(const Words& words) const {
    bool unusual = false;
    std::vector<Fact> remarks = RunRemarks(diagnosis_, words);
    remarks.push_back({words[Word::kLog], LineAccount(*diagnosis_.log, words, unusual)});
    for (Fact& fact : LogRemarks(session_, *diagnosis_.log, words)) remarks.push_back(std::move(fact));
    return remarks;
  }

  const Session& session_;
  const Diagnosis& diagnosis_;
  std::size_t number_;
  bool alone_;
  Tongues say_;
  Pen pen_{Style{}};
};

}  // namespace

std::string RunSection(const Session& session, const Diagnosis& diagnosis, std::size_t number, bool alone,
                       std::size_t room) {
  return RunWriter(session, diagnosis, number, alone).Write(room);
}

}  // namespace sftdoctor
