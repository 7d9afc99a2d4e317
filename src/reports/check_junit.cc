// JUnit XML for the test pages of build servers: a suite for each file, a case for each check that ran or did not.
#include <fmt/format.h>

#include "reports/check_digest.h"
#include "reports/html/markup.h"

namespace sftdoctor {
namespace {

std::string WhereAndWhat(const Finding& finding, const CheckedFile& file, bool chinese) {
  return fmt::format("{}:{}:{}: {}", file.path, finding.place.line, finding.place.column, finding.message.In(chinese));
}

struct Suite {
  std::string cases;
  std::size_t tests = 0, failures = 0, skipped = 0, errors = 0;

  void Add(const std::string& name, const std::string& of, const std::string& inside) {
    ++tests;
    cases += fmt::format("    <testcase name=\"{}\" classname=\"{}\" time=\"0\"", Escaped(name), Escaped(of));
    cases += inside.empty() ? "/>\n" : ">\n" + inside + "    </testcase>\n";
  }
  std::string Counts() const {
    return fmt::format("tests=\"{}\" failures=\"{}\" errors=\"{}\" skipped=\"{}\" time=\"0\"", tests, failures, errors,
                       skipped);
  }
};

/// A check that found something has a case for each of it: what is below the severity that fails is only printed.
void AddCheck(const std::string& id, const CheckedFile& file, bool chinese, Suite& suite) {
  bool found = false;
  for (const Finding& finding : file.findings) {
    if (finding.check->id != id) continue;
    found = true;
    const std::string text = WhereAndWhat(finding, file, chinese);
    const bool failure = file.fails && finding.severity >= *file.fails;
    suite.failures += failure;
    suite.Add(id, file.path,
              failure ? fmt::format("      <failure message=\"{}\" type=\"{}\">{}</failure>\n",
                                    Escaped(finding.message.In(chinese)),
                                    SeverityNames()[static_cast<std::size_t>(finding.severity)], Escaped(text))
                      : fmt::format("      <system-out>{}</system-out>\n", Escaped(text)));
  }
  if (!found) suite.Add(id, file.path, "");
}

Suite SuiteOf(const CheckedFile& file, bool chinese) {
  Suite suite;
  for (const std::string& id : file.ran) AddCheck(id, file, chinese, suite);
  for (const NotChecked& item : file.not_checked) {
    ++suite.skipped;
    suite.Add(item.id, file.path, fmt::format("      <skipped message=\"{}\"/>\n", Escaped(item.reason.In(chinese))));
  }
  return suite;
}

}  // namespace

std::string JunitCheckReport(const CheckReport& report, const Style& style) {
  Suite all;
  std::string suites;
  const auto add = [&](const std::string& path, const Suite& suite) {
    all.tests += suite.tests;
    all.failures += suite.failures;
    all.skipped += suite.skipped;
    all.errors += suite.errors;
    suites +=
        fmt::format("  <testsuite name=\"{}\" {}>\n{}  </testsuite>\n", Escaped(path), suite.Counts(), suite.cases);
  };
  for (const CheckedFile& file : report.files) add(file.path, SuiteOf(file, style.chinese));
  for (const FailedInput& failed : report.failed) {
    Suite suite;
    suite.errors = 1;
    suite.Add("read", failed.path, fmt::format("      <error message=\"{}\"/>\n", Escaped(failed.message)));
    add(failed.path, suite);
  }
  return fmt::format(
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"sftdoctor\" {}>\n{}</testsuites>\n", all.Counts(),
      suites);
}

}  // namespace sftdoctor
