// SARIF 2.1.0: rules with their explanations, results with regions, fixes as replacements, and what comments ignore as
// suppressed results.
#include <array>
#include <map>
#include <nlohmann/json.hpp>

#include "base/text.h"
#include "base/version.h"
#include "reports/check_digest.h"

namespace sftdoctor {
namespace {

using Json = nlohmann::ordered_json;

constexpr const char* kSchema =
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";
constexpr std::array<const char*, 3> kLevels = {"note", "warning", "error"};  // in order of Severity

const char* LevelOf(Severity severity) { return kLevels[static_cast<std::size_t>(severity)]; }

Json Message(const std::string& text) { return {{"text", ValidUtf8(text)}}; }

class SarifDocument {
 public:
  SarifDocument(const CheckReport& report, bool chinese) : report_(report), chinese_(chinese) {}

  Json Write() {
    Json results = Json::array(), artifacts = Json::array();
    for (const CheckedFile& file : report_.files) {
      artifacts.push_back({{"location", Location(file.path)}, {"length", file.config->text.size()}});
      AddResults(file, results);
    }
    const Json driver = {
        {"name", "sftdoctor"}, {"version", Version()}, {"semanticVersion", Version()}, {"rules", Rules()}};
    const Json run = {{"tool", {{"driver", driver}}},
                      {"invocations", Json::array({Invocation()})},
                      {"artifacts", artifacts},
                      {"columnKind", "unicodeCodePoints"},
                      {"results", results}};
    return {{"$schema", kSchema}, {"version", "2.1.0"}, {"runs", Json::array({run})}};
  }

 private:
  static Json Location(const std::string& path) { return {{"uri", UriOf(path)}}; }

  /// A rule of the run, by its number. Rules are listed as they are first needed.
  std::size_t RuleIndex(const Check& check) {
    const auto [at, fresh] = numbers_.try_emplace(check.id, checks_.size());
    if (fresh) checks_.push_back(&check);
    return at->second;
  }

  Json Rules() const {
    Json rules = Json::array();
    for (const Check* check : checks_) {
      std::string help = check->why.In(chinese_);
      if (!check->false_positives.empty()) help += "\n\n" + check->false_positives.In(chinese_);
      help += "\n\nsftdoctor explain " + check->id;
      rules.push_back({{"id", check->id},
                       {"shortDescription", Message(check->title.In(chinese_))},
                       {"fullDescription", Message(check->why.In(chinese_))},
                       {"help", Message(help)},
                       {"defaultConfiguration", {{"level", LevelOf(check->severity)}}}});
    }
    return rules;
  }

  static Json Region(Span span, const LineIndex& lines) {
    const Place begin = lines.At(span.begin), end = lines.At(span.end);
    return {{"startLine", begin.line}, {"startColumn", begin.column}, {"endLine", end.line},
            {"endColumn", end.column}, {"byteOffset", span.begin},    {"byteLength", span.end - span.begin}};
  }

  Json FixJson(const Fix& fix, const CheckedFile& file, const LineIndex& lines) const {
    Json replacements = Json::array();
    for (const Edit& edit : fix.edits) {
      replacements.push_back({{"deletedRegion", Region(edit.span, lines)}, {"insertedContent", Message(edit.text)}});
    }
    const Json change = {{"artifactLocation", Location(file.path)}, {"replacements", replacements}};
    return {{"description", Message(fix.title.In(chinese_))}, {"artifactChanges", Json::array({change})}};
  }

  Json Result(const Finding& finding, const CheckedFile& file, const LineIndex& lines, const std::string& fingerprint) {
    Json physical = {{"artifactLocation", Location(file.path)}};
    if (const Span span = SpanOf(finding, *file.config, lines); finding.place.line > 0) {
      physical["region"] = Region(span, lines);
      physical["region"]["snippet"] = Message(file.config->text.substr(span.begin, span.end - span.begin));
    }
    Json result = {{"ruleId", finding.check->id},
                   {"ruleIndex", RuleIndex(*finding.check)},
                   {"level", LevelOf(finding.severity)},
                   {"message", Message(finding.message.In(chinese_))},
                   {"locations", Json::array({{{"physicalLocation", physical}}})},
                   {"partialFingerprints", {{"sftdoctor/v1", fingerprint}}}};
    // What would change the training is a suggestion that nothing may apply by itself: SARIF cannot say so.
    if (finding.fix && (finding.fix->safe || report_.unsafe))
      result["fixes"] = Json::array({FixJson(*finding.fix, file, lines)});
    return result;
  }

  void AddResults(const CheckedFile& file, Json& results) {
    const LineIndex lines(file.config->text);
    const std::vector<std::string> fingerprints = FingerprintsOf(file, lines);
    for (std::size_t i = 0; i < file.findings.size(); ++i)
      results.push_back(Result(file.findings[i], file, lines, fingerprints[i]));
    for (std::size_t i = 0; i < file.excused.size(); ++i) {
      const Excused& excused = file.excused[i];
      Json result = Result(excused.finding, file, lines, FingerprintOf(excused.finding, file, lines, i));
      Json suppression = {{"kind", "inSource"}};
      if (!excused.reason.empty()) suppression["justification"] = ValidUtf8(excused.reason);
      result["suppressions"] = Json::array({suppression});
      results.push_back(std::move(result));
    }
  }

  /// Checks that did not run and files that could not be read are no results, but a reader must be able to see them.
  Json Invocation() const {
    Json notes = Json::array();
    for (const NotChecked& item : NotCheckedOf(report_)) {
      notes.push_back(
          {{"level", "note"}, {"message", Message("not checked: " + item.id + ": " + item.reason.In(chinese_))}});
    }
    for (const FailedInput& failed : report_.failed) {
      notes.push_back(
          {{"level", "error"},
           {"message", Message(failed.message)},
           {"locations", Json::array({{{"physicalLocation", {{"artifactLocation", Location(failed.path)}}}}})}});
    }
    return {{"executionSuccessful", report_.failed.empty()},
            {"exitCode", report_.exit_status},
            {"toolExecutionNotifications", notes}};
  }

  const CheckReport& report_;
  bool chinese_;
  std::vector<const Check*> checks_;
  std::map<std::string, std::size_t> numbers_;
};

}  // namespace

std::string SarifCheckReport(const CheckReport& report, const Style& style) {
  return SarifDocument(report, style.chinese).Write().dump(2) + "\n";
}

}  // namespace sftdoctor
