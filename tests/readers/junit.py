"""junit.py FILE: reads a report with junitparser. Exit status 1 when its counts are not those of its cases, 3 when
junitparser is not installed."""
import sys

try:
    import junitparser
except ImportError:
    print("python3-junitparser is not installed")
    sys.exit(3)

report = junitparser.JUnitXml.fromfile(sys.argv[1])
total = dict.fromkeys(("tests", "failures", "errors", "skipped"), 0)
for suite in report:
    counted = dict.fromkeys(total, 0)
    for case in suite:
        counted["tests"] += 1
        for result in case.result:
            kind = {"Failure": "failures", "Error": "errors", "Skipped": "skipped"}[type(result).__name__]
            counted[kind] += 1
    stated = {name: getattr(suite, name) for name in total}
    if counted != stated:
        sys.exit(f"{suite.name} states {stated} and holds {counted}")
    for name in total:
        total[name] += counted[name]
stated = {name: getattr(report, name) for name in total}
if stated != total:
    sys.exit(f"the report states {stated} and holds {total}")
print(f"{total['tests']} cases, {total['failures']} failures")
