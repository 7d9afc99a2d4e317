// Many runs at a glance.
#pragma once

#include "reports/text_page.h"

namespace sftdoctor {

/// One line a judged run: name below the folder that all share, verdict, course of the loss, ids of the findings.
void WriteTable(const Session& session, TextPage& page);

/// The checks that did not run on the healthy runs of a table, whose details are not shown.
void WriteNotCheckedCounts(const Session& session, TextPage& page);

}  // namespace sftdoctor
