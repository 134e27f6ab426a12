// SPDX-License-Identifier: Apache-2.0
#include "engine/base/check.h"
#include "engine/layers/one_hot.h"
#include "engine/layers/reduce.h"
#include "engine/layers/select.h"
#include "engine/layers/softmax.h"
#include "engine/network/names.h"
#include "engine/onnx/ops/layer_steps.h"

namespace planscope::onnx::ops::loss {
namespace {

using layers::elementwise::ElementwiseKind;
using layers::unary::UnaryKind;

/// What both losses share: logarithms of probabilities [N, C, ...], classes [N, ...].
struct Problem {
    TensorId logarithms, classes, isClass;  ///< isClass: Bool [N, C, ...]
    Dims dims;                              ///< of the logarithms
};

Attrs sumOver(std::uint32_t axes, ReduceKind kind = ReduceKind::Sum) {
    return Attrs::of(layers::reduce::Attrs{.kind = kind, .axes = axes, .keepDims = false});
}

std::uint32_t allAxes(const NodeImport& node, TensorId x) { return (1U << node.dims(x).rank) - 1; }

Result<Problem> readProblem(NodeImport& node, TensorId logarithms) {
    PS_ASSIGN(const TensorId given, node.input(1));
    PS_ASSIGN(const TensorId classes, castTo(node, given, DataType::Int32));
    const Dims dims = node.dims(logarithms);
    PS_CHECK(dims.rank >= 2 && dims[1] >= 1 && dims[1] < std::int64_t{1} << 31, Code::Shape, "the input {} has no classes", toString(dims));
    Dims expected{dims[0]};
    for (int i = 2; i < dims.rank; ++i) expected.push(dims[i]);
    PS_CHECK(node.dims(classes) == expected, Code::Shape, "the target is {}, expected {}", toString(node.dims(classes)), toString(expected));
    const TensorId offAndOn = node.constant("values", Constant::own(DataType::Bool, {2}, {std::byte{0}, std::byte{1}}));
    PS_ASSIGN(const TensorId isClass, node.step(layers::one_hot::def, {classes, offAndOn},
                                                Attrs::of(layers::one_hot::Attrs{.depth = static_cast<int>(dims[1]), .axis = 1})));
    return Problem{logarithms, classes, isClass, dims};
}

/// The value that belongs to the class of each element; `values` broadcasts to [N, C, ...].
Result<TensorId> ofClass(NodeImport& node, const Problem& problem, TensorId values) {
    PS_ASSIGN(const TensorId zero, scalar(node, node.tensor(values).type, 0));
    PS_ASSIGN(const TensorId kept, node.step(layers::select::def, {problem.isClass, values, zero}, Attrs::of(layers::select::Attrs{})));
    return node.step(layers::reduce::def, {kept}, sumOver(1U << 1));
}

Result<std::optional<TensorId>> classWeights(NodeImport& node, const Problem& problem) {
    if (!node.has(2)) return std::nullopt;
    PS_ASSIGN(const TensorId weights, node.input(2));
    PS_CHECK(node.dims(weights) == Dims{problem.dims[1]}, Code::Shape, "the weights are {}, expected {}", toString(node.dims(weights)),
             problem.dims[1]);
    Dims perClass = Dims::filled(problem.dims.rank, 1);
    perClass[1] = problem.dims[1];
    PS_ASSIGN(const TensorId shaped, reshaped(node, weights, perClass));
    PS_ASSIGN(const TensorId out, ofClass(node, problem, shaped));
    return out;
}

/// 1 where the class counts, 0 where it is ignored.
Result<std::optional<TensorId>> counted(NodeImport& node, const Problem& problem) {
    if (!node.hasAttribute("ignore_index")) return std::nullopt;
    PS_ASSIGN(const int ignored, node.integer("ignore_index"));
    PS_ASSIGN(const TensorId number, scalar(node, DataType::Int32, ignored));
    PS_ASSIGN(const TensorId isIgnored, elementwiseStep(node, ElementwiseKind::Equal, problem.classes, number));
    PS_ASSIGN(const TensorId counts, unaryStep(node, UnaryKind::Not, isIgnored));
    PS_ASSIGN(const TensorId out, castTo(node, counts, node.tensor(problem.logarithms).type));
    return out;
}

/// The weight of every element; nothing where all are 1.
Result<std::optional<TensorId>> readWeights(NodeImport& node, const Problem& problem) {
    PS_ASSIGN(const std::optional<TensorId> weights, classWeights(node, problem));
    PS_ASSIGN(const std::optional<TensorId> counts, counted(node, problem));
    if (!weights || !counts) return weights ? weights : counts;
    PS_ASSIGN(const TensorId out, elementwiseStep(node, ElementwiseKind::Prod, *weights, *counts));
    return out;
}

Result<Outputs> finishUnweighted(NodeImport& node, std::string_view reduction, TensorId picked) {
    if (reduction == "none") return finishUnary(node, UnaryKind::Neg, picked);
    PS_ASSIGN(const TensorId loss, unaryStep(node, UnaryKind::Neg, picked));
    const ReduceKind kind = reduction == "mean" ? ReduceKind::Avg : ReduceKind::Sum;
    return node.finish(layers::reduce::def, {loss}, sumOver(allAxes(node, loss), kind));
}

/// The loss as the node's first output. Source: ONNX operator schemas, NegativeLogLikelihoodLoss-13 and
/// SoftmaxCrossEntropyLoss-13; the mean is weighted.
Result<Outputs> finishLoss(NodeImport& node, TensorId logarithms) {
    PS_ASSIGN(const std::string_view reduction, node.text("reduction", "mean"));
    PS_CHECK(reduction == "none" || reduction == "mean" || reduction == "sum", Code::Attribute,
             "attribute 'reduction' is '{}', none, mean or sum is expected", reduction);
    PS_ASSIGN(const Problem problem, readProblem(node, logarithms));
    PS_ASSIGN(const TensorId picked, ofClass(node, problem, logarithms));
    PS_ASSIGN(const std::optional<TensorId> weights, readWeights(node, problem));
    if (!weights) return finishUnweighted(node, reduction, picked);
    PS_ASSIGN(const TensorId positive, unaryStep(node, UnaryKind::Neg, picked));
    if (reduction == "none") return finishElementwise(node, ElementwiseKind::Prod, positive, *weights);
    PS_ASSIGN(const TensorId losses, elementwiseStep(node, ElementwiseKind::Prod, positive, *weights));
    const std::uint32_t axes = allAxes(node, losses);
    if (reduction == "sum") return node.finish(layers::reduce::def, {losses}, sumOver(axes));
    PS_ASSIGN(const TensorId sum, node.step(layers::reduce::def, {losses}, sumOver(axes)));
    PS_ASSIGN(const TensorId weight, node.step(layers::reduce::def, {*weights}, sumOver(axes)));
    return finishElementwise(node, ElementwiseKind::Div, sum, weight);
}

Result<Outputs> importNegativeLogLikelihood(NodeImport& node) {
    PS_ASSIGN(const TensorId logarithms, node.input(0));
    return finishLoss(node, logarithms);
}

Result<Outputs> importSoftmaxCrossEntropy(NodeImport& node) {
    PS_ASSIGN(const TensorId scores, node.input(0));
    PS_CHECK(node.dims(scores).rank >= 2, Code::Shape, "the input {} has no classes", toString(node.dims(scores)));
    const Attrs logSoftmax = Attrs::of(layers::softmax::Attrs{.axis = 1, .log = true});
    if (!node.wants(1)) {
        PS_ASSIGN(const TensorId logarithms, node.step(layers::softmax::def, {scores}, logSoftmax));
        return finishLoss(node, logarithms);
    }
    PS_ASSIGN(const Outputs logarithms, node.finish(layers::softmax::def, {scores}, logSoftmax, 1));
    PS_ASSIGN(const Outputs loss, finishLoss(node, logarithms.front()));
    return Outputs{loss.front(), logarithms.front()};
}

constexpr OnnxOpDef kOps[] = {
    {"", "NegativeLogLikelihoodLoss", {12, kNewestOpset}, importNegativeLogLikelihood},
    {"", "SoftmaxCrossEntropyLoss", {12, kNewestOpset}, importSoftmaxCrossEntropy},
};

}  // namespace

extern constinit const OnnxOpTable table{kOps};  // extern: the generated list of tables refers to it

}  // namespace planscope::onnx::ops::loss
