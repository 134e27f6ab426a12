// SPDX-License-Identifier: Apache-2.0
#include "engine/base/check.h"
#include "engine/layers/reduce.h"
#include "engine/onnx/ops/layer_steps.h"

namespace planscope::onnx::ops::reduction {
namespace {

using layers::elementwise::ElementwiseKind;
using layers::unary::UnaryKind;

struct Reduction {
    TensorId x;
    std::uint32_t axes = 0;
    bool keepDims = true;
};

/// @param axesInput  the operator set from which on the axes are an input
Result<Reduction> readReduction(NodeImport& node, int axesInput) {
    Reduction out;
    PS_ASSIGN(out.x, node.input(0));
    const int rank = node.dims(out.x).rank;
    Integers axes;
    if (node.opset() < axesInput) {
        PS_ASSIGN(const Integers* const listed, node.list("axes"));
        axes = listed ? *listed : Integers{};
    } else if (node.has(1)) {
        PS_ASSIGN(axes, node.knownList(1, "axes"));
    }
    PS_ASSIGN(out.axes, axisMask(axes, rank));
    PS_ASSIGN(const int keepDims, node.integer("keepdims", 1));
    out.keepDims = keepDims != 0;
    PS_ASSIGN(const int emptyIsNone, node.integer("noop_with_empty_axes", 0));
    if (axes.empty() && emptyIsNone == 0) out.axes = (1U << rank) - 1;
    return out;
}

Attrs attrsOf(const Reduction& reduction, ReduceKind kind) {
    return Attrs::of(layers::reduce::Attrs{.kind = kind, .axes = reduction.axes, .keepDims = reduction.keepDims});
}

Result<TensorId> reduceStep(NodeImport& node, const Reduction& reduction, ReduceKind kind, TensorId x) {
    if (reduction.axes == 0) return x;
    return node.step(layers::reduce::def, {x}, attrsOf(reduction, kind));
}

Result<Outputs> finishReduce(NodeImport& node, const Reduction& reduction, ReduceKind kind, TensorId x) {
    if (reduction.axes == 0) return finishIdentity(node, x);
    return node.finish(layers::reduce::def, {x}, attrsOf(reduction, kind));
}

/// ReduceSum took its axes as an input five versions before the others.
template <ReduceKind kind>
Result<Outputs> importReduce(NodeImport& node) {
    PS_ASSIGN(const Reduction reduction, readReduction(node, kind == ReduceKind::Sum ? 13 : 18));
    return finishReduce(node, reduction, kind, reduction.x);
}

Result<Outputs> importReduceL1(NodeImport& node) {
    PS_ASSIGN(const Reduction reduction, readReduction(node, 18));
    PS_ASSIGN(const TensorId absolute, unaryStep(node, UnaryKind::Abs, reduction.x));
    return finishReduce(node, reduction, ReduceKind::Sum, absolute);
}

Result<Outputs> importReduceL2(NodeImport& node) {
    PS_ASSIGN(const Reduction reduction, readReduction(node, 18));
    PS_ASSIGN(const TensorId square, elementwiseStep(node, ElementwiseKind::Prod, reduction.x, reduction.x));
    PS_ASSIGN(const TensorId sum, reduceStep(node, reduction, ReduceKind::Sum, square));
    return finishUnary(node, UnaryKind::Sqrt, sum);
}

Result<Outputs> importReduceSumSquare(NodeImport& node) {
    PS_ASSIGN(const Reduction reduction, readReduction(node, 18));
    PS_ASSIGN(const TensorId square, elementwiseStep(node, ElementwiseKind::Prod, reduction.x, reduction.x));
    return finishReduce(node, reduction, ReduceKind::Sum, square);
}

Result<Outputs> importReduceLogSum(NodeImport& node) {
    PS_ASSIGN(const Reduction reduction, readReduction(node, 18));
    PS_ASSIGN(const TensorId sum, reduceStep(node, reduction, ReduceKind::Sum, reduction.x));
    return finishUnary(node, UnaryKind::Log, sum);
}

/// max + log(sum(exp(x - max))), which cannot overflow.
Result<Outputs> importReduceLogSumExp(NodeImport& node) {
    PS_ASSIGN(const Reduction reduction, readReduction(node, 18));
    Reduction kept = reduction;
    kept.keepDims = true;
    PS_ASSIGN(const TensorId largest, reduceStep(node, kept, ReduceKind::Max, reduction.x));
    PS_ASSIGN(const TensorId shifted, elementwiseStep(node, ElementwiseKind::Sub, reduction.x, largest));
    PS_ASSIGN(const TensorId powers, unaryStep(node, UnaryKind::Exp, shifted));
    PS_ASSIGN(const TensorId sum, reduceStep(node, reduction, ReduceKind::Sum, powers));
    PS_ASSIGN(const TensorId logarithm, unaryStep(node, UnaryKind::Log, sum));
    PS_ASSIGN(const TensorId back, reduceStep(node, reduction, ReduceKind::Max, reduction.x));
    return finishElementwise(node, ElementwiseKind::Sum, logarithm, back);
}

constexpr OnnxOpDef kOps[] = {
    {"", "ReduceL1", {1, kNewestOpset}, importReduceL1},
    {"", "ReduceL2", {1, kNewestOpset}, importReduceL2},
    {"", "ReduceLogSum", {1, kNewestOpset}, importReduceLogSum},
    {"", "ReduceLogSumExp", {1, kNewestOpset}, importReduceLogSumExp},
    {"", "ReduceMax", {1, kNewestOpset}, importReduce<ReduceKind::Max>},
    {"", "ReduceMean", {1, kNewestOpset}, importReduce<ReduceKind::Avg>},
    {"", "ReduceMin", {1, kNewestOpset}, importReduce<ReduceKind::Min>},
    {"", "ReduceProd", {1, kNewestOpset}, importReduce<ReduceKind::Prod>},
    {"", "ReduceSum", {1, kNewestOpset}, importReduce<ReduceKind::Sum>},
    {"", "ReduceSumSquare", {1, kNewestOpset}, importReduceSumSquare},
};

}  // namespace

extern constinit const OnnxOpTable table{kOps};  // extern: the generated list of tables refers to it

}  // namespace planscope::onnx::ops::reduction
