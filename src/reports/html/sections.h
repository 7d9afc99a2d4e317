// The parts of the page, each as markup: a run, its findings, the table of many runs, and what to change.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "findings/finding.h"
#include "patches/prescription.h"
#include "reports/session.h"

namespace sftdoctor {

/// A judged run with everything that was found about it: verdict, facts, curve, findings, what was not checked.
/// `number` counts the runs of the page from 1. `alone`: it is the only one, so that its verdict is the page's heading.
/// The curve is the `number`th of the page's data. Findings that would make the section larger than `room` bytes are
/// counted instead.
std::string RunSection(const Session& session, const Diagnosis& diagnosis, std::size_t number, bool alone,
                       std::size_t room);

/// The findings of a run, numbered as the marks on its curve: as many as there is room for, the number of the others.
std::string FindingList(const Diagnosis& diagnosis, std::size_t run_number, std::size_t room);

/// Many runs at a glance, with links to the sections of the first `with_section` of them.
std::string RunTable(const std::vector<const Diagnosis*>& runs, std::size_t with_section);

/// What to change and why, and the change of the config file as a unified diff (may be empty).
std::string PrescriptionSection(const Prescription& prescription, std::string_view unified_diff);

/// A unified diff with its lines told apart by colour and sign; a diff of more than `most` lines is cut, and says so.
std::string DiffMarkup(std::string_view unified_diff, std::size_t most = 400);

}  // namespace sftdoctor
