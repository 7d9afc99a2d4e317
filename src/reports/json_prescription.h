// What to change, as the "prescription" of sftdoctor.diagnosis/1.
#pragma once

#include <nlohmann/json.hpp>

#include "patches/prescription.h"

namespace sftdoctor {

nlohmann::ordered_json PrescriptionJson(const Prescription& prescription, bool chinese);

/// The numbers of a schedule that are known.
nlohmann::ordered_json ScheduleJson(const Schedule& schedule);

}  // namespace sftdoctor
