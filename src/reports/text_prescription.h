// What to change, in the report for a terminal.
#pragma once

#include "patches/prescription.h"
#include "reports/text_page.h"

namespace sftdoctor {

enum class Detail { kShort, kFull };

/// What comes first, plan and reason, a row a change with its reason, what it comes to, what to expect, and remarks; in
/// full also what is left to do by hand, which the findings of a diagnosis say already.
void WritePrescription(const Prescription& prescription, TextPage& page, Detail detail);

/// The command that shows and writes it.
void WriteHowToPatch(const Session& session, const Diagnosis& diagnosis, const Prescription& prescription,
                     TextPage& page);

/// "effective batch 192 → 96", ...: what changes about the schedule, or how it stands when nothing does.
std::vector<std::string> ScheduleFacts(const Prescription& prescription, const Words& words, const Pen& pen);

/// "plan aggressive: A, everything at once", with the step of a plan that has several.
std::string PlanName(const Prescription& prescription, const Words& words);

}  // namespace sftdoctor
