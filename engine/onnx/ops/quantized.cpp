// SPDX-License-Identifier: Apache-2.0
// com.microsoft's operators on quantised tensors: what ONNX's operators give on the numbers that the integers stand for,
// quantised again.
#include "engine/base/check.h"
#include "engine/onnx/ops/layer_steps.h"
#include "engine/onnx/ops/quantizer.h"

namespace planscope::onnx::ops::quantized {
namespace {

using layers::elementwise::ElementwiseKind;

/// Input `first` by the quantiser behind it.
Result<TensorId> realInput(NodeImport& node, int first) {
    PS_ASSIGN(const TensorId x, node.input(first));
    PS_ASSIGN(const Quantizer quantizer, readQuantizer(node, first + 1));
    return dequantizeStep(node, x, quantizer);
}

template <ElementwiseKind kind>
Result<Outputs> importBinary(NodeImport& node) {
    PS_ASSIGN(const TensorId a, realInput(node, 0));
    PS_ASSIGN(const TensorId b, realInput(node, 3));
    PS_ASSIGN(const Quantizer result, readQuantizer(node, 6));
    PS_ASSIGN(const TensorId real, elementwiseStep(node, kind, a, b));
    return finishQuantize(node, real, result);
}

Result<Outputs> finishExpanded(NodeImport& node, std::string_view op, std::vector<OnnxAttribute> attributes) {
    PS_ASSIGN(const TensorId x, realInput(node, 0));
    PS_ASSIGN(const Quantizer result, readQuantizer(node, 3));
    PS_ASSIGN(const Outputs real, node.expand(op, {x}, std::move(attributes)));
    return finishQuantize(node, real.front(), result);
}

Result<Outputs> importSigmoid(NodeImport& node) { return finishExpanded(node, "Sigmoid", {}); }
Result<Outputs> importLeakyRelu(NodeImport& node) { return finishExpanded(node, "LeakyRelu", node.copies({"alpha"})); }

Status refuseChannelsLast(NodeImport& node) {
    PS_ASSIGN(const int channelsLast, node.integer("channels_last", 0));
    PS_CHECK(channelsLast == 0, Code::UnsupportedFeature, "channels on the last axis (channels_last) are not supported");
    return {};
}

Result<Outputs> importGlobalAveragePool(NodeImport& node) {
    PS_TRY(refuseChannelsLast(node));
    return finishExpanded(node, "GlobalAveragePool", {});
}

Result<Outputs> importAveragePool(NodeImport& node) {
    PS_TRY(refuseChannelsLast(node));
    return finishExpanded(node, "AveragePool", node.copies({"auto_pad", "ceil_mode", "count_include_pad", "kernel_shape", "pads", "strides"}));
}

Result<Outputs> importReduceMean(NodeImport& node) { return finishExpanded(node, "ReduceMean", node.copies({"axes", "keepdims"})); }

/// Before operator set 13 of the model, softmax took all axes from `axis` on as one.
Result<Outputs> importSoftmax(NodeImport& node) {
    PS_ASSIGN(const int opset, node.integer("opset"));
    PS_ASSIGN(const TensorId x, node.input(0));
    const int rank = node.dims(x).rank;
    PS_ASSIGN(const int axis, node.axis("axis", -1, rank));
    PS_CHECK(opset >= 13 || axis == rank - 1, Code::UnsupportedFeature, "the softmax of operator set {} over several axes is not supported", opset);
    return finishExpanded(node, "Softmax", {{"axis", std::int64_t{axis}}});
}

/// Inputs: the result's scale and zero point, then a tensor and its quantiser each.
Result<Outputs> importConcat(NodeImport& node) {
    PS_CHECK(node.inputCount() >= 5 && node.inputCount() % 3 == 2, Code::Arity, "{} inputs are no quantiser and tensors with theirs",
             node.inputCount());
    PS_ASSIGN(const Quantizer result, readQuantizer(node, 0));
    std::vector<std::optional<TensorId>> parts;
    for (int i = 2; i < node.inputCount(); i += 3) {
        PS_ASSIGN(const TensorId x, realInput(node, i));
        parts.push_back(x);
    }
    PS_ASSIGN(const Outputs whole, node.expand("Concat", std::move(parts), node.copies({"axis"})));
    return finishQuantize(node, whole.front(), result);
}

constexpr OnnxOpDef kOps[] = {
    {"com.microsoft", "QLinearAdd", {1, 1}, importBinary<ElementwiseKind::Sum>},
    {"com.microsoft", "QLinearAveragePool", {1, 1}, importAveragePool},
    {"com.microsoft", "QLinearConcat", {1, 1}, importConcat},
    {"com.microsoft", "QLinearGlobalAveragePool", {1, 1}, importGlobalAveragePool},
    {"com.microsoft", "QLinearLeakyRelu", {1, 1}, importLeakyRelu},
    {"com.microsoft", "QLinearMul", {1, 1}, importBinary<ElementwiseKind::Prod>},
    {"com.microsoft", "QLinearReduceMean", {1, 1}, importReduceMean},
    {"com.microsoft", "QLinearSigmoid", {1, 1}, importSigmoid},
    {"com.microsoft", "QLinearSoftmax", {1, 1}, importSoftmax},
};

}  // namespace

extern constinit const OnnxOpTable table{kOps};  // extern: the generated list of tables refers to it

}  // namespace planscope::onnx::ops::quantized
