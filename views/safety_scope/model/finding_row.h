// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <QString>

#include <cstdint>
#include <vector>

namespace planscope::views::safety_scope {

/// From what is only said to what refuses a build. Fine is the verdict on layers that nothing is said of.
enum class Severity : std::uint8_t { Fine, Advice, Warning, Error };

/// A rule that is broken, or that an older release had.
struct FindingRow {
    QString rule = {};        ///< "SAFE-CONV-01"
    QString violation = {};   ///< what the rule is about, in words
    Severity severity = Severity::Error;
    QString subject = {};     ///< layer or tensor; empty: the configuration
    QString value = {};       ///< what offends
    QString sentence = {};    ///< with subject and value
    QString fix = {};         ///< may be empty
    QString source = {};      ///< where the rule stands
    QString confidence = {};  ///< "documented", "inferred", "own choice"
    std::vector<std::uint32_t> origins = {};  ///< ONNX nodes
    bool isRelaxed = false;                   ///< of the older release alone: no longer holds
};

}  // namespace planscope::views::safety_scope
