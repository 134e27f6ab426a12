// SPDX-License-Identifier: Apache-2.0
#include "engine/layers/top_k.h"

#include "engine/base/check.h"
#include "engine/onnx/ops/layer_steps.h"
#include "engine/onnx/ops/shape_arithmetic.h"

namespace planscope::onnx::ops::top_k {
namespace {

Result<ShapeValue> readCount(NodeImport& node) {
    if (node.opset() < 10) {
        PS_ASSIGN(const int count, node.integer("k"));
        return ShapeValue(count);
    }
    PS_ASSIGN(ShapeValue count, integer(node, 1, "K"));
    PS_CHECK(!count.isNumber() || (count.code() >= 1 && count.code() <= 1'000'000'000), Code::Value, "K is {}", count.code());
    return count;
}

Result<Outputs> importTopK(NodeImport& node) {
    node.ignore({"sorted"});  // sorted results serve both
    PS_ASSIGN(const TensorId x, node.input(0));
    PS_ASSIGN(const int axis, node.axis("axis", -1, node.dims(x).rank));
    PS_ASSIGN(const int largest, node.integer("largest", 1));
    PS_ASSIGN(const ShapeValue count, readCount(node));
    layers::top_k::Attrs attrs{.operation = largest != 0 ? TopKOperation::Max : TopKOperation::Min, .k = 1, .axis = axis};
    if (count.isNumber()) {
        attrs.k = static_cast<int>(count.code());
        return node.finish(layers::top_k::def, {x}, Attrs::of(attrs));
    }
    PS_ASSIGN(const TensorId list, listOf(node, std::span(&count, 1)));
    return node.finish(layers::top_k::def, {x, list}, Attrs::of(attrs));
}

template <TopKOperation operation>
Result<Outputs> importArgument(NodeImport& node) {
    PS_ASSIGN(const TensorId x, node.input(0));
    const Dims dims = node.dims(x);
    PS_ASSIGN(const int axis, node.axis("axis", 0, dims.rank));
    PS_ASSIGN(const int keepDims, node.integer("keepdims", 1));
    PS_ASSIGN(const int lastIndex, node.integer("select_last_index", 0));
    const layers::top_k::Attrs attrs{.operation = operation, .k = 1, .axis = axis, .lastOfEqual = lastIndex != 0};
    PS_ASSIGN(const Outputs best, node.steps(layers::top_k::def, {x}, Attrs::of(attrs)));
    if (keepDims != 0) return finishIdentity(node, best[1]);
    Dims to;
    for (int i = 0; i < dims.rank; ++i)
        if (i != axis) to.push(dims[i]);
    return finishReshaped(node, best[1], to);
}

constexpr OnnxOpDef kOps[] = {
    {"", "ArgMax", {1, kNewestOpset}, importArgument<TopKOperation::Max>},
    {"", "ArgMin", {1, kNewestOpset}, importArgument<TopKOperation::Min>},
    {"", "TopK", {1, kNewestOpset}, importTopK},
};

}  // namespace

extern constinit const OnnxOpTable table{kOps};  // extern: the generated list of tables refers to it

}  // namespace planscope::onnx::ops::top_k
