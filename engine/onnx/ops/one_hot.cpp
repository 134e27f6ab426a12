// SPDX-License-Identifier: Apache-2.0
#include "engine/layers/one_hot.h"

#include "engine/base/check.h"
#include "engine/layers/top_k.h"
#include "engine/network/names.h"
#include "engine/onnx/ops/layer_steps.h"
#include "engine/onnx/ops/shape_arithmetic.h"

namespace planscope::onnx::ops::one_hot {
namespace {

constexpr double kMaxDepth = 0x1p31;

/// The inputs and attributes of a one_hot layer; a depth that is not known is an input.
struct Hot {
    std::vector<TensorId> inputs;
    layers::one_hot::Attrs attrs;
};

Result<Hot> hotLayer(NodeImport& node, TensorId indices, TensorId values, const ShapeValue& depth, int axis) {
    Hot out{{indices, values}, {.depth = 1, .axis = axis}};
    if (depth.isNumber()) {
        PS_CHECK(depth.code() >= 1 && static_cast<double>(depth.code()) < kMaxDepth, Code::Value, "the depth is {}", depth.code());
        out.attrs.depth = static_cast<int>(depth.code());
        return out;
    }
    PS_ASSIGN(const TensorId list, listOf(node, std::span(&depth, 1)));
    out.inputs.push_back(list);
    return out;
}

/// The depth may be a number of any type.
Result<ShapeValue> readDepth(NodeImport& node) {
    PS_ASSIGN(const TensorId id, node.input(1));
    if (node.tensor(id).type == DataType::Int32) return integer(node, 1, "depth");
    PS_ASSIGN(const double depth, node.knownScalar(1, "depth"));
    PS_CHECK(depth >= 1 && depth < kMaxDepth, Code::Value, "the depth is {}", depth);
    return ShapeValue(static_cast<std::int64_t>(depth));
}

Result<Outputs> importOneHot(NodeImport& node) {
    PS_ASSIGN(const TensorId indices, node.input(0));
    PS_ASSIGN(const ShapeValue depth, readDepth(node));
    PS_ASSIGN(const TensorId values, node.input(2));
    PS_ASSIGN(const int axis, node.axis("axis", -1, node.dims(indices).rank + 1));
    PS_ASSIGN(const TensorId list, castTo(node, indices, DataType::Int32));
    PS_ASSIGN(const Hot layer, hotLayer(node, list, values, depth, axis));
    return node.finish(layers::one_hot::def, layer.inputs, Attrs::of(layer.attrs));
}

/// A one_hot layer that is on where the largest element of an axis is; the first of equal ones.
Result<Hot> largestAlong(NodeImport& node, TensorId x, int axis) {
    ShapeValues without = shapeOf(node, x);
    const ShapeValue depth = without[static_cast<std::size_t>(axis)];
    PS_CHECK(!depth.isNumber(0), Code::Shape, "axis {} of {} has no largest element", axis, toString(node.dims(x)));
    PS_ASSIGN(const Outputs best, node.steps(layers::top_k::def, {x},
                                             Attrs::of(layers::top_k::Attrs{.operation = TopKOperation::Max, .k = 1, .axis = axis})));
    without.erase(without.begin() + axis);
    PS_ASSIGN(const TensorId indices, reshaped(node, best[1], without));
    const TensorId zeroAndOne = node.constant("values", Constant::ofFloats({2}, std::array{0.0F, 1.0F}));
    PS_ASSIGN(const TensorId values, castTo(node, zeroAndOne, node.tensor(x).type));
    return hotLayer(node, indices, values, depth, axis);
}

Result<Outputs> importHardmax13(NodeImport& node) {
    PS_ASSIGN(const TensorId x, node.input(0));
    PS_ASSIGN(const int axis, node.axis("axis", -1, node.dims(x).rank));
    PS_ASSIGN(const Hot layer, largestAlong(node, x, axis));
    return node.finish(layers::one_hot::def, layer.inputs, Attrs::of(layer.attrs));
}

/// Before operator set 13 the axes from `axis` on had one largest element, as the rows of a matrix.
Result<Outputs> importHardmax1(NodeImport& node) {
    PS_ASSIGN(const TensorId x, node.input(0));
    const ShapeValues extents = shapeOf(node, x);
    const int rank = static_cast<int>(extents.size());
    PS_ASSIGN(const int axis, node.axis("axis", rank > 1 ? 1 : 0, rank));
    const auto outer = std::span(extents).first(static_cast<std::size_t>(axis)), inner = std::span(extents).subspan(outer.size());
    PS_ASSIGN(const TensorId rows, reshaped(node, x, ShapeValues{product(outer), product(inner)}));
    PS_ASSIGN(const Hot layer, largestAlong(node, rows, 1));
    PS_ASSIGN(const TensorId hot, node.step(layers::one_hot::def, layer.inputs, Attrs::of(layer.attrs)));
    return finishReshaped(node, hot, extents);
}

constexpr OnnxOpDef kOps[] = {
    {"", "Hardmax", {1, 12}, importHardmax1},
    {"", "Hardmax", {13, kNewestOpset}, importHardmax13},
    {"", "OneHot", {9, kNewestOpset}, importOneHot},
};

}  // namespace

extern constinit const OnnxOpTable table{kOps};  // extern: the generated list of tables refers to it

}  // namespace planscope::onnx::ops::one_hot
