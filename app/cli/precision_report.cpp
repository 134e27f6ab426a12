// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/precision_report.h"

#include <fmt/format.h>

#include <map>

namespace planscope::cli {
namespace {

std::string rowText(const PrecisionRecord& row) {
    std::string out = fmt::format("precision of '{}': {} -> {}, results {}: {}", row.layer, row.requested.empty() ? "any" : row.requested,
                                  row.actual, fmt::join(row.outputs, ", "), row.reason);
    if (row.infiniteWeights + row.subnormalWeights + row.zeroWeights > 0)
        out += fmt::format("; of {} weights {} became infinite, {} subnormal, {} zero", row.weights, row.infiniteWeights, row.subnormalWeights,
                           row.zeroWeights);
    return out;
}

}  // namespace

void reportPrecision(Console& console, const BuildRecord& record) {
    if (record.precisions.empty()) return;
    std::map<std::string, int> counts;
    for (const PrecisionRecord& row : record.precisions) {
        ++counts[row.actual];
        console.detail(rowText(row));
    }
    std::string text;
    for (const auto& [precision, count] : counts) text += fmt::format("{}{} {}", text.empty() ? "" : ", ", count, precision);
    console.note("precision of layers, casts included: " + text);
}

}  // namespace planscope::cli
