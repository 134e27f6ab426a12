// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>
#include <vector>

namespace planscope::inspect {

/// A broken rule of a scope, in words.
struct FindingRow {
    std::string level, rule, sentence, fix, source, confidence;
};

/// What a scope says of the model of a report.
struct FindingList {
    std::string title;  ///< "Safety, NVIDIA DRIVE Orin, rules of 8.6.12: 3 errors"
    std::vector<FindingRow> rows;
};

}  // namespace planscope::inspect
