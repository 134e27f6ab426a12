// SPDX-License-Identifier: Apache-2.0
#include "tests/engine/onnx/operator_documentation.h"

#include "engine/onnx/op_table.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <tuple>
#include <vector>

namespace planscope::onnx_tests {
namespace {

using onnx::OnnxOpDef;

std::string versions(const onnx::OpsetRange& range) {
    return range.first == range.last ? fmt::format("{}", range.first) : fmt::format("{} to {}", range.first, range.last);
}

/// Operators by domain and name; an operator has a row per range of operator sets that differ for its importer.
std::map<std::string_view, std::vector<const OnnxOpDef*>> rowsByDomain() {
    std::map<std::string_view, std::vector<const OnnxOpDef*>> out;
    for (const onnx::OnnxOpTable* const table : onnx::operatorTables())
        for (const OnnxOpDef& row : table->rows) out[row.domain].push_back(&row);
    for (auto& [domain, rows] : out)
        std::ranges::sort(rows, {}, [](const OnnxOpDef* row) { return std::tuple(row->op, row->opsets.first); });
    return out;
}

std::string section(std::string_view domain, const std::vector<const OnnxOpDef*>& rows) {
    std::set<std::string_view> names;
    for (const OnnxOpDef* const row : rows) names.insert(row->op);
    std::string out = fmt::format("\n## {} ({} operators)\n\n| Operator | Operator sets | Notes |\n|---|---|---|\n",
                                  domain.empty() ? "ai.onnx" : domain, names.size());
    for (const OnnxOpDef* const row : rows) out += fmt::format("| {} | {} | {} |\n", row->op, versions(row->opsets), row->note);
    return out;
}

}  // namespace

std::string operatorDocumentation() {
    std::string out = fmt::format(
        "# ONNX operators that are imported\n\n"
        "Generated from the tables in `engine/onnx/ops` by `onnx_operator_docs`; do not edit.\n\n"
        "Models of the operator sets {} to {} are tested; older ones are imported with a warning, newer ones refused. INT64 and\n"
        "DOUBLE become 32-bit types, with a warning where a value does not fit. Any other operator is looked up among the\n"
        "plugins by its name, else refused by name. What a model's own nodes become is listed by `planexec import-report MODEL`.\n",
        onnx::kOldestTestedOpset, onnx::kNewestOpset);
    for (const auto& [domain, rows] : rowsByDomain()) out += section(domain, rows);
    return out;
}

}  // namespace planscope::onnx_tests
