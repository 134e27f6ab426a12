// SPDX-License-Identifier: Apache-2.0
#include "engine/inspect/escape.h"
#include "engine/inspect/writers.h"

#include <array>

namespace planscope::inspect {
namespace {

/// A number for spreadsheets; empty where nothing was measured.
std::string number(double value) { return value < 0 ? std::string() : jsonNumber(value); }

std::string joined(const std::vector<std::string>& names) {
    std::string out;
    for (const std::string& name : names) out += (out.empty() ? "" : "; ") + name;
    return out;
}

}  // namespace

std::string layersCsv(const ProfileSnapshot& profile) {
    std::string out = "step,name,kind,median_ns,min_ns,p95_ns,share,tactic,algorithm,input_formats,output_formats,data_type,"
                      "output_shape,flop,bytes,workspace_bytes,onnx_nodes\r\n";
    for (const LayerRow& row : profile.layers) {
        const std::array cells{std::to_string(row.step), row.name, row.kind, number(row.medianNs), number(row.minNs), number(row.p95Ns),
                               number(row.share), row.tactic, row.algorithm, row.inputFormats, row.outputFormats, row.dataType,
                               row.outputShape, jsonNumber(row.flops), jsonNumber(row.bytes), std::to_string(row.workspaceBytes),
                               joined(row.onnxNodes)};
        bool isFirst = true;
        for (const std::string& cell : cells) {
            if (!isFirst) out += ',';
            out += csvField(cell);
            isFirst = false;
        }
        out += "\r\n";
    }
    return out;
}

}  // namespace planscope::inspect
