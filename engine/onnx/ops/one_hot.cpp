// SPDX-License-Identifier: Apache-2.0
#include "engine/layers/one_hot.h"

#include "engine/base/check.h"
#include "engine/layers/top_k.h"
#include "engine/network/names.h"
#include "engine/onnx/ops/layer_steps.h"

namespace planscope::onnx::ops::one_hot {
namespace {

Result<Outputs> importOneHot(NodeImport& node) {
    PS_ASSIGN(const TensorId indices, node.input(0));
    PS_ASSIGN(const double depth, node.knownScalar(1, "depth"));
    PS_ASSIGN(const TensorId values, node.input(2));
    PS_CHECK(depth >= 1 && depth < 0x1p31, Code::Value, "the depth is {}", depth);
    PS_ASSIGN(const int axis, node.axis("axis", -1, node.dims(indices).rank + 1));
    PS_ASSIGN(const TensorId integers, castTo(node, indices, DataType::Int32));
    return node.finish(layers::one_hot::def, {integers, values},
                       Attrs::of(layers::one_hot::Attrs{.depth = static_cast<int>(depth), .axis = axis}));
}

struct Largest {
    TensorId indices;  ///< without the axis
    int depth = 1;
};

/// Where the largest element of an axis is; the first of equal ones.
Result<Largest> largestAlong(NodeImport& node, TensorId x, int axis) {
    const Dims dims = node.dims(x);
    PS_CHECK(dims[axis] >= 1 && dims[axis] < std::int64_t{1} << 31, Code::Shape, "axis {} of {} has no largest element", axis,
             toString(dims));
    PS_ASSIGN(const Outputs best, node.steps(layers::top_k::def, {x},
                                             Attrs::of(layers::top_k::Attrs{.operation = TopKOperation::Max, .k = 1, .axis = axis})));
    Dims without;
    for (int i = 0; i < dims.rank; ++i)
        if (i != axis) without.push(dims[i]);
    PS_ASSIGN(const TensorId indices, reshaped(node, best[1], without));
    return Largest{indices, static_cast<int>(dims[axis])};
}

Result<std::vector<TensorId>> hotInputs(NodeImport& node, TensorId indices, DataType type) {
    const TensorId zeroAndOne = node.constant("values", Constant::ofFloats({2}, std::array{0.0F, 1.0F}));
    PS_ASSIGN(const TensorId values, castTo(node, zeroAndOne, type));
    return std::vector{indices, values};
}

Result<Outputs> importHardmax13(NodeImport& node) {
    PS_ASSIGN(const TensorId x, node.input(0));
    PS_ASSIGN(const int axis, node.axis("axis", -1, node.dims(x).rank));
    PS_ASSIGN(const Largest largest, largestAlong(node, x, axis));
    PS_ASSIGN(const std::vector<TensorId> inputs, hotInputs(node, largest.indices, node.tensor(x).type));
    return node.finish(layers::one_hot::def, inputs, Attrs::of(layers::one_hot::Attrs{.depth = largest.depth, .axis = axis}));
}

/// Before operator set 13 the axes from `axis` on had one largest element, as the rows of a matrix.
Result<Outputs> importHardmax1(NodeImport& node) {
    PS_ASSIGN(const TensorId x, node.input(0));
    const Dims dims = node.dims(x);
    PS_ASSIGN(const int axis, node.axis("axis", dims.rank > 1 ? 1 : 0, dims.rank));
    PS_ASSIGN(const TensorId rows, reshaped(node, x, {dims.volume(0, axis), dims.volume(axis, dims.rank)}));
    PS_ASSIGN(const Largest largest, largestAlong(node, rows, 1));
    PS_ASSIGN(const std::vector<TensorId> inputs, hotInputs(node, largest.indices, node.tensor(x).type));
    PS_ASSIGN(const TensorId hot, node.step(layers::one_hot::def, inputs,
                                            Attrs::of(layers::one_hot::Attrs{.depth = largest.depth, .axis = 1})));
    return finishReshaped(node, hot, dims);
}

constexpr OnnxOpDef kOps[] = {
    {"", "Hardmax", {1, 12}, importHardmax1},
    {"", "Hardmax", {13, kNewestOpset}, importHardmax13},
    {"", "OneHot", {9, kNewestOpset}, importOneHot},
};

}  // namespace

extern constinit const OnnxOpTable table{kOps};  // extern: the generated list of tables refers to it

}  // namespace planscope::onnx::ops::one_hot
