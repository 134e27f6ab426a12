// SPDX-License-Identifier: Apache-2.0
#include "engine/base/check.h"
#include "engine/onnx/node_import.h"

#include <algorithm>

namespace planscope::onnx::ops::quantization {
namespace {

/// There is no quantised execution yet; a scale that could never work is named all the same.
Result<Outputs> refuse(NodeImport& node) {
    const auto scale = node.known(1, "scale");
    if (scale && (*scale)->type() == DataType::Float) {
        const auto values = (*scale)->floats();
        const auto bad = std::ranges::find_if(values, [](float v) { return !(v > 0); });
        PS_CHECK(bad == values.end(), Code::Value, "scale {} is {}, every scale must be greater than 0", bad - values.begin(), *bad);
    }
    return fail(Code::UnsupportedOperator, fmt::format("operator {} is not supported", node.node().op));
}

constexpr OnnxOpDef kOps[] = {
    {"", "DequantizeLinear", {10, kNewestOpset}, refuse},
    {"", "QuantizeLinear", {10, kNewestOpset}, refuse},
};

}  // namespace

extern constinit const OnnxOpTable table{kOps};  // extern: the generated list of tables refers to it

}  // namespace planscope::onnx::ops::quantization
