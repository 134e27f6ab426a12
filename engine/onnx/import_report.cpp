// SPDX-License-Identifier: Apache-2.0
#include "engine/onnx/import_report.h"

#include "engine/network/body.h"

#include <fmt/format.h>

#include <algorithm>

namespace planscope::onnx {
namespace {

std::string layersText(const OperatorReport& row) {
    std::string out;
    for (const auto& [kind, count] : row.layers) out += fmt::format("{}{} {}", out.empty() ? "" : ", ", count, kind);
    if (!out.empty()) return out;
    return row.imported > 0 ? "constants" : "-";
}

std::string statusText(const OperatorReport& row) {
    if (row.refused > 0) return fmt::format("{} refused", row.refused);
    return row.behind > 0 ? fmt::format("{} not reached", row.behind) : "imported";
}

using Rows = std::map<std::pair<std::string, std::string>, OperatorReport>;

void countLayers(const Network& network, const std::string& body, Rows& rows) {
    for (const LayerId id : network.topologicalOrder()) {
        const Layer& layer = network.layer(id);
        for (const OriginId origin : layer.origins) {
            const auto row = rows.find({body, network.origins()[origin].op});
            if (row != rows.end()) ++row->second.layers[std::string(layer.def->kind.name)];
        }
        for (const Network* const nested : bodiesOf(*layer.def, layer.attrs)) countLayers(*nested, nested->name, rows);
    }
}

}  // namespace

std::vector<OperatorReport> reportOperators(const ImportResult& result) {
    Rows rows;
    for (const ImportedNode& node : result.nodes) {
        OperatorReport& row = rows.try_emplace({node.body, node.op}, OperatorReport{.body = node.body, .op = node.op}).first->second;
        if (node.status == NodeStatus::Imported) ++row.imported;
        if (node.status == NodeStatus::Refused) ++row.refused;
        if (node.status == NodeStatus::NotReached) ++row.behind;
        if (node.status == NodeStatus::Refused) ++row.reasons[node.reason];
    }
    countLayers(result.network, {}, rows);
    std::vector<OperatorReport> out;
    for (auto& [key, row] : rows) out.push_back(std::move(row));
    return out;
}

std::string textOf(const std::vector<OperatorReport>& report) {
    std::size_t width = 8;
    for (const OperatorReport& row : report) width = std::max(width, row.op.size());
    std::string out = fmt::format("{:{}}  {:>6}  {:14}  {}\n", "operator", width, "nodes", "status", "layers");
    std::string body;
    for (const OperatorReport& row : report) {
        if (row.body != body) out += fmt::format("graph {}\n", row.body);
        body = row.body;
        out += fmt::format("{:{}}  {:>6}  {:14}  {}\n", row.op, width, row.count(), statusText(row), layersText(row));
    }
    for (const OperatorReport& row : report)
        for (const auto& [reason, count] : row.reasons)
            out += fmt::format("{}{}{} x{} refused: {}\n", row.body, row.body.empty() ? "" : ", ", row.op, count, reason);
    return out;
}

}  // namespace planscope::onnx
