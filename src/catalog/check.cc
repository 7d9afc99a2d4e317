#include "catalog/check.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"

namespace sftdoctor {
namespace {

const std::vector<std::string> kCombiners = {"all", "any", "not"};

Clause ReadCombination(Node node) {
  for (std::size_t i = 0; i < kCombiners.size(); ++i) {
    if (!node.Has(kCombiners[i])) continue;
    Clause clause;
    clause.kind = static_cast<Clause::Kind>(i);
    const Node parts = node.Member(kCombiners[i]);
    if (clause.kind == Clause::Kind::kNot) {
      clause.parts.push_back(ReadClause(parts));
    } else {
      parts.Each([&](const Node& part) { clause.parts.push_back(ReadClause(part)); });
      if (clause.parts.empty()) parts.Fail("must hold at least one condition");
    }
    node.Close();
    return clause;
  }
  node.Fail("must hold \"feature\", \"all\", \"any\" or \"not\"");
}

void ReadComparison(Node& node, Clause& clause) {
  int comparisons = 0;
  const auto compare = [&](const char* key, Clause::Kind kind, auto&& read) {
    node.Maybe(key, [&](const Node& value) {
      clause.kind = kind;
      ++comparisons;
      read(value);
    });
  };
  compare("above", Clause::Kind::kAbove, [&](const Node& value) { clause.low = value.Number(); });
  compare("below", Clause::Kind::kBelow, [&](const Node& value) { clause.high = value.Number(); });
  compare("is", Clause::Kind::kIs, [&](const Node& value) { clause.low = value.Number(); });
  compare("missing", Clause::Kind::kMissing, [&](const Node& value) {
    if (!value.Bool()) value.Fail("must be true", "leave it out, or put it under \"not\"");
  });
  compare("between", Clause::Kind::kBetween, [&](const Node& value) {
    std::vector<double> ends;
    value.Each([&](const Node& end) { ends.push_back(end.Number()); });
    if (ends.size() != 2 || ends[0] > ends[1]) value.Fail("must hold a lower and an upper end");
    clause.low = ends[0];
    clause.high = ends[1];
  });
  if (comparisons != 1) node.Fail("must hold exactly one of above, below, between, is, missing");
}

}  // namespace

Clause ReadClause(Node node) {
  if (!node.Has("feature")) return ReadCombination(node);
  Clause clause;
  clause.feature = node.Member("feature").String();
  ReadComparison(node, clause);
  if (clause.kind == Clause::Kind::kMissing) {
    node.Maybe("because", [&](const Node& because) { clause.because = because.Bilingual(); });
  } else {
    clause.because = node.Member("because").Bilingual();
  }
  node.Close();
  return clause;
}

namespace {

std::vector<Clause> ReadClauses(const Node& list) {
  std::vector<Clause> clauses;
  list.Each([&](const Node& item) { clauses.push_back(ReadClause(item)); });
  return clauses;
}

Severity ReadSeverity(const Node& node) { return static_cast<Severity>(node.OneOf(SeverityNames())); }

Cause ReadCause(Node node) {
  Cause cause;
  cause.id = node.Member("id").String();
  cause.title = node.Member("title").Bilingual();
  cause.because = node.Member("because").Bilingual();
  node.Maybe("raised_by", [&](const Node& list) { cause.raised_by = ReadClauses(list); });
  node.Maybe("lowered_by", [&](const Node& list) { cause.lowered_by = ReadClauses(list); });
  cause.next = node.Member("next").Bilingual();
  node.Close();
  return cause;
}

/// The text of a config, or {"text": ..., "file": ..., "files": {path: bytes}}.
ConfigSnippet ReadSnippet(Node node) {
  if (node.IsString()) return {node.String()};
  ConfigSnippet snippet{node.Member("text").String()};
  snippet.file = node.String("file", snippet.file);
  node.Maybe("files", [&](const Node& map) {
    map.EachMember([&](const std::string& path, const Node& bytes) { snippet.others[path] = bytes.Number(); });
  });
  node.Close();
  return snippet;
}

CheckTest ReadTest(Node node) {
  CheckTest test;
  test.place = node.place();
  test.name = node.Member("name").String();
  node.Maybe("config", [&](const Node& snippet) { test.config = ReadSnippet(snippet); });
  node.Maybe("series", [&](const Node& map) {
    map.EachMember([&](const std::string& metric, const Node& notation) { test.series[metric] = notation.String(); });
  });
  node.Maybe("facts", [&](const Node& map) {
    map.EachMember([&](const std::string& feature, const Node& value) { test.facts[feature] = value.Number(); });
  });
  const Node fires = node.Member("fires");
  if (!fires.IsNull()) test.fires = ReadSeverity(fires);
  node.Close();
  return test;
}

Settle ReadSettle(Node node) {
  Settle settle;
  const auto count = [&](const char* key, std::uint64_t& into) {
    node.Maybe(key, [&](const Node& value) {
      if (value.Number() < 0) value.Fail("must be a number of records");
      into = static_cast<std::uint64_t>(value.Number());
    });
  };
  count("open", settle.open);
  count("resolve", settle.resolve);
  settle.because = node.Member("because").Bilingual();
  node.Close();
  return settle;
}

Variant ReadVariant(Node node, const std::vector<std::string>& causes) {
  Variant variant;
  variant.when = ReadClause(node.Member("when"));
  variant.say = node.Member("say").Bilingual();
  node.Maybe("causes_first", [&](const Node& list) {
    list.Each([&](const Node& id) { variant.causes_first.push_back(causes[id.OneOf(causes)]); });
  });
  node.Close();
  return variant;
}

NoteWords ReadNoteWords(const std::string& kind, Node node) {
  const auto& names = NoteKindNames();
  const auto found = std::find(names.begin(), names.end(), kind);
  if (found == names.end()) {
    const std::string nearest = NearestSpelling(kind, names);
    node.Fail("is no kind of note", nearest.empty() ? fmt::format("use one of: {}", fmt::join(names, ", "))
                                                    : fmt::format("did you mean \"{}\"?", nearest));
  }
  NoteWords words;
  words.kind = static_cast<NoteKind>(found - names.begin());
  node.Maybe("severity", [&](const Node& severity) { words.severity = ReadSeverity(severity); });
  words.say = node.Member("say").Bilingual();
  words.because = node.Member("because").Bilingual();
  node.Close();
  return words;
}

void ReadCondition(Node& node, Check& check) {
  node.Maybe("needs", [&](const Node& map) {
    map.EachMember([&](const std::string& feature, const Node& least) { check.needs[feature] = least.Number(); });
  });
  node.Maybe("each", [&](const Node& map) {
    map.EachMember(
        [&](const std::string& kind, const Node& words) { check.each.push_back(ReadNoteWords(kind, words)); });
    if (check.each.empty()) map.Fail("must hold at least one kind of note");
  });
  if (!check.each.empty()) return;
  check.when = ReadClause(node.Member("when"));
  node.Maybe("escalate", [&](const Node& list) {
    list.Each([&](Node item) {
      const Severity severity = ReadSeverity(item.Member("severity"));
      check.escalate.emplace_back(severity, ReadClause(item.Member("when")));
      item.Close();
    });
  });
}

void ReadWords(Node& node, Check& check) {
  if (check.each.empty()) check.say = node.Member("say").Bilingual();
  check.why = node.Member("why").Bilingual();
  node.Maybe("false_positives", [&](const Node& text) { check.false_positives = text.Bilingual(); });
  node.Maybe("causes",
             [&](const Node& list) { list.Each([&](const Node& item) { check.causes.push_back(ReadCause(item)); }); });
  std::vector<std::string> causes;
  for (const Cause& cause : check.causes) causes.push_back(cause.id);
  node.Maybe("variants", [&](const Node& list) {
    list.Each([&](const Node& item) { check.variants.push_back(ReadVariant(item, causes)); });
  });
  node.Maybe("superseded_by", [&](const Node& list) { check.superseded_by = list.Strings(); });
  node.Maybe("settle", [&](const Node& settle) { check.settle = ReadSettle(settle); });
  node.Maybe("treat", [&](const Node& list) { check.treat = list.Strings(); });
  node.Maybe("refs", [&](const Node& list) { check.refs = list.Strings(); });
}

}  // namespace

const std::vector<std::string>& SeverityNames() {
  static const std::vector<std::string> kNames = {"info", "warning", "error"};
  return kNames;
}

const std::vector<std::string>& VerdictNames() {
  static const std::vector<std::string> kNames = {"inconclusive", "not-judged", "healthy",
                                                  "watch",        "unhealthy",  "critical"};
  return kNames;
}

const std::vector<std::string>& NoteKindNames() {
  static const std::vector<std::string> kNames = {"wrong-type",
                                                  "out-of-range",
                                                  "not-a-choice",
                                                  "warmup-beyond-end",
                                                  "two-precisions",
                                                  "unknown-key",
                                                  "missing-key",
                                                  "yaml-float",
                                                  "logging-beyond-end",
                                                  "saving-beyond-end",
                                                  "saving-after-evaluation",
                                                  "file-missing",
                                                  "checkpoint-size",
                                                  "stale-state",
                                                  "batch-mismatch",
                                                  "ranks-mismatch",
                                                  "epochs-mismatch",
                                                  "steps-mismatch",
                                                  "rate-mismatch",
                                                  "purpose-mismatch"};
  return kNames;
}

Subject SubjectOf(std::string_view check_id) {
  return check_id.starts_with("config/") ? Subject::kConfig
         : check_id.starts_with("data/") ? Subject::kData
                                         : Subject::kLog;
}

Check ReadCheck(const std::string& id, const Document& document) {
  Node node(document);
  Check check;
  check.id = id;
  check.file = node.place();
  check.title = node.Member("title").Bilingual();
  check.severity = ReadSeverity(node.Member("severity"));
  node.Maybe("verdict",
             [&](const Node& verdict) { check.verdict = static_cast<Verdict>(verdict.OneOf(VerdictNames())); });
  check.place = node.String("place", "");
  ReadCondition(node, check);
  ReadWords(node, check);
  const Node tests = node.Member("tests");
  tests.Each([&](const Node& item) { check.tests.push_back(ReadTest(item)); });
  node.Close();
  bool fires = false, quiet = false;
  for (const CheckTest& test : check.tests) (test.fires ? fires : quiet) = true;
  if (!fires || !quiet) tests.Fail("must hold a case that fires and a case that stays quiet");
  return check;
}

}  // namespace sftdoctor
