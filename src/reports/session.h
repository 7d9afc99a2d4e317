// What all reports are made from: everything one `diagnose` has read and judged.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "base/error.h"
#include "findings/finding.h"
#include "patches/prescription.h"

namespace sftdoctor {

/// An input that could not be read or understood; the others are still judged.
struct FailedInput {
  std::string path;
  std::string message;
  std::string hint;
  Place place = {};  ///< of what is wrong, where that is known
};

struct Session {
  const Catalog* catalog = nullptr;
  std::vector<std::unique_ptr<Log>> logs;                  ///< in the order of the command line
  std::unique_ptr<ConfigFile> config;                      ///< the configuration given beside them; null: none
  std::vector<Diagnosis> diagnoses;                        ///< every run of every log, in order; judged or not
  std::vector<std::optional<Prescription>> prescriptions;  ///< beside `diagnoses`; empty without a configuration
  std::vector<FailedInput> failed;
  std::vector<std::string> command;  ///< how to name the inputs in a suggested command
  int exit_status = 0;
};

/// What to change about the configuration of a run of this session; null when nothing is prescribed.
const Prescription* PrescriptionFor(const Session& session, const Diagnosis& diagnosis);

/// How a report for people is to look.
struct Style {
  bool color = false;
  bool chinese = false;
  bool unicode = true;  ///< braille curves and arrows; plain ASCII otherwise
  int columns = 80;
};

/// Number of findings of a severity over all judged runs.
std::size_t CountFindings(const Session& session, Severity severity);

std::string TextReport(const Session& session, const Style& style);
std::string MarkdownReport(const Session& session, const Style& style);
/// One HTML file of less than 400 KB that loads nothing: reports/html/.
std::string HtmlReport(const Session& session, const Style& style);
/// The document of schema sftdoctor.diagnosis/1, with a final newline.
std::string JsonReport(const Session& session, const Style& style);
/// The same runs as JSON Lines: an object per input, per run, and a summary.
std::string JsonLinesReport(const Session& session, const Style& style);

}  // namespace sftdoctor
