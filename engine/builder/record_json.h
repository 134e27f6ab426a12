// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/base/result.h"
#include "engine/tactics/build_record.h"

#include <string>
#include <string_view>

namespace planscope {

/// How much of a record is written.
enum class RecordDetail {
    Full,         ///< everything
    Reproducible  ///< without the clock times of passes and stages and without what tells a cache hit from a measurement,
                  ///< so that two builds with one timing cache give one text: what plans hold
};

/// One JSON object, one line. Text that is not UTF-8 is repaired.
std::string toJson(const BuildRecord& record, RecordDetail detail);

/// Reads what toJson writes; missing members keep their defaults, members of the wrong type are errors.
/// @errors Code::Format naming the member
Result<BuildRecord> parseBuildRecord(std::string_view json);

}  // namespace planscope
