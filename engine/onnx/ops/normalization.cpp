// SPDX-License-Identifier: Apache-2.0
#include "engine/layers/normalization.h"

#include "engine/base/check.h"
#include "engine/layers/lrn.h"
#include "engine/layers/scale.h"
#include "engine/network/names.h"
#include "engine/onnx/half_precision.h"
#include "engine/onnx/ops/layer_steps.h"

#include <cmath>

namespace planscope::onnx::ops::normalization {
namespace {

using layers::elementwise::ElementwiseKind;
using layers::unary::UnaryKind;

Result<ConstantPtr> channelParameter(const NodeImport& node, int i, std::string_view what, std::int64_t channels) {
    PS_ASSIGN(const ConstantPtr known, node.known(i, what));
    ConstantPtr value = inSinglePrecision(known);
    PS_CHECK(value->type() == DataType::Float, Code::UnsupportedType, "input '{}' of type {} is not supported", what,
             toString(value->type()));
    PS_CHECK(value->dims().volume() == channels, Code::Shape, "input '{}' has {} elements, the input has {} channels", what,
             value->dims().volume(), channels);
    return value;
}

Result<TensorId> varianceOver(NodeImport& node, TensorId x, TensorId mean, std::uint32_t axes) {
    PS_ASSIGN(const TensorId distance, elementwiseStep(node, ElementwiseKind::Sub, x, mean));
    PS_ASSIGN(const TensorId square, elementwiseStep(node, ElementwiseKind::Prod, distance, distance));
    return reducedOver(node, ReduceKind::Avg, square, axes);
}

/// What (x - mean) / sqrt(variance + epsilon) gamma + beta is made of, one entry per channel.
struct BatchParameters {
    TensorId gamma, beta, mean, variance;
    float epsilon = 0;
};

/// One factor and one shift per channel, both computed in double.
Result<Outputs> finishKnownBatch(NodeImport& node, TensorId x, float epsilon) {
    const std::int64_t channels = node.dims(x)[1];
    PS_ASSIGN(const ConstantPtr gamma, channelParameter(node, 1, "scale", channels));
    PS_ASSIGN(const ConstantPtr beta, channelParameter(node, 2, "B", channels));
    PS_ASSIGN(const ConstantPtr mean, channelParameter(node, 3, "mean", channels));
    PS_ASSIGN(const ConstantPtr variance, channelParameter(node, 4, "var", channels));
    std::vector<float> scale, shift;
    for (std::size_t c = 0; c < gamma->floats().size(); ++c) {
        const double factor = gamma->floats()[c] / std::sqrt(static_cast<double>(variance->floats()[c]) + static_cast<double>(epsilon));
        scale.push_back(static_cast<float>(factor));
        shift.push_back(static_cast<float>(beta->floats()[c] - mean->floats()[c] * factor));
    }
    const Dims dims = gamma->dims();
    const TensorId scaleId = node.constant("scale", Constant::ofFloats({dims.volume()}, scale));
    const TensorId shiftId = node.constant("shift", Constant::ofFloats({dims.volume()}, shift));
    return node.finish(layers::scale::def, {x, scaleId, shiftId},
                       Attrs::of(layers::scale::Attrs{.mode = ScaleMode::Channel, .channelAxis = 1}));
}

/// A list with an entry per channel as [1,C,1...], so that it broadcasts to x.
Result<TensorId> alongChannels(NodeImport& node, TensorId x, TensorId list) {
    Dims to = Dims::filled(node.dims(x).rank, 1);
    to[1] = node.dims(list).isStatic() ? node.dims(list).volume() : -1;
    return reshaped(node, list, to);
}

Result<Outputs> finishBatch(NodeImport& node, TensorId x, const BatchParameters& of) {
    PS_ASSIGN(const TensorId mean, alongChannels(node, x, of.mean));
    PS_ASSIGN(const TensorId variance, alongChannels(node, x, of.variance));
    PS_ASSIGN(const TensorId gamma, alongChannels(node, x, of.gamma));
    PS_ASSIGN(const TensorId beta, alongChannels(node, x, of.beta));
    PS_ASSIGN(const TensorId epsilon, scalar(node, node.tensor(variance).type, of.epsilon));
    PS_ASSIGN(const TensorId raised, elementwiseStep(node, ElementwiseKind::Sum, variance, epsilon));
    PS_ASSIGN(const TensorId deviation, unaryStep(node, UnaryKind::Sqrt, raised));
    PS_ASSIGN(const TensorId factor, elementwiseStep(node, ElementwiseKind::Div, gamma, deviation));
    PS_ASSIGN(const TensorId distance, elementwiseStep(node, ElementwiseKind::Sub, x, mean));
    PS_ASSIGN(const TensorId scaled, elementwiseStep(node, ElementwiseKind::Prod, distance, factor));
    return finishElementwise(node, ElementwiseKind::Sum, scaled, beta);
}

/// momentum running + (1 - momentum) current, as the node's output `output`.
Status addRunning(NodeImport& node, int output, TensorId running, TensorId current, float momentum, Outputs& out) {
    PS_ASSIGN(const TensorId flat, reshaped(node, current, Dims{-1}));
    PS_ASSIGN(const TensorId keep, scalar(node, node.tensor(running).type, momentum));
    PS_ASSIGN(const TensorId take, scalar(node, node.tensor(running).type, 1 - static_cast<double>(momentum)));
    PS_ASSIGN(const TensorId kept, elementwiseStep(node, ElementwiseKind::Prod, running, keep));
    PS_ASSIGN(const TensorId taken, elementwiseStep(node, ElementwiseKind::Prod, flat, take));
    PS_ASSIGN(const Outputs sum, node.finish(layers::elementwise::def, {kept, taken},
                                             Attrs::of(layers::elementwise::Attrs{.kind = ElementwiseKind::Sum}), output));
    out.push_back(sum.front());
    return {};
}

/// Statistics of the batch itself, and running averages of them. Source: ONNX operator schema, BatchNormalization-15.
Result<Outputs> finishTraining(NodeImport& node, TensorId x, BatchParameters of, float momentum) {
    const std::uint32_t axes = ((1U << node.dims(x).rank) - 1) & ~2U;
    const TensorId runningMean = of.mean, runningVariance = of.variance;
    PS_ASSIGN(of.mean, reducedOver(node, ReduceKind::Avg, x, axes));
    PS_ASSIGN(of.variance, varianceOver(node, x, of.mean, axes));
    PS_ASSIGN(Outputs out, finishBatch(node, x, of));
    if (node.outputCount() > 1) PS_TRY(addRunning(node, 1, runningMean, of.mean, momentum, out));
    if (node.outputCount() > 2) PS_TRY(addRunning(node, 2, runningVariance, of.variance, momentum, out));
    return out;
}

Result<Outputs> importBatchNormalization(NodeImport& node) {
    node.ignore({"is_test", "consumed_inputs"});
    PS_ASSIGN(const int training, node.integer("training_mode", 0));
    PS_ASSIGN(const float momentum, node.number("momentum", 0.9F));
    PS_ASSIGN(const int spatial, node.integer("spatial", 1));
    PS_CHECK(spatial == 1, Code::UnsupportedFeature, "one parameter per element (spatial = {}) is not supported", spatial);
    PS_ASSIGN(const float epsilon, node.number("epsilon", 1e-5F));
    PS_ASSIGN(const TensorId x, node.input(0));
    PS_CHECK(node.dims(x).rank >= 2, Code::Shape, "the input {} has no channel axis", toString(node.dims(x)));
    PS_ASSIGN(const TensorId gamma, node.input(1));
    PS_ASSIGN(const TensorId beta, node.input(2));
    PS_ASSIGN(const TensorId mean, node.input(3));
    PS_ASSIGN(const TensorId variance, node.input(4));
    const BatchParameters parameters{gamma, beta, mean, variance, epsilon};
    if (training != 0) return finishTraining(node, x, parameters, momentum);
    for (int i = 1; i < node.outputCount(); ++i) PS_TRY(node.refuseOutput(i, "statistics of training"));
    const auto isKnown = [&](TensorId id) { return node.tensor(id).constant != nullptr; };
    if (isKnown(gamma) && isKnown(beta) && isKnown(mean) && isKnown(variance)) return finishKnownBatch(node, x, epsilon);
    return finishBatch(node, x, parameters);
}

Result<Outputs> importInstanceNormalization(NodeImport& node) {
    node.ignore({"consumed_inputs"});
    PS_ASSIGN(const float epsilon, node.number("epsilon", 1e-5F));
    PS_ASSIGN(const TensorId x, node.input(0));
    PS_ASSIGN(const TensorId gamma, node.input(1));
    PS_ASSIGN(const TensorId beta, node.input(2));
    const Dims dims = node.dims(x);
    PS_CHECK(dims.rank >= 3, Code::Shape, "the input {} has no spatial axes", toString(dims));
    const int rank = dims.rank;
    Dims perChannel = Dims::filled(rank, 1);
    perChannel[1] = dims[1];
    for (const TensorId parameter : {gamma, beta})
        PS_CHECK(node.dims(parameter) == Dims{perChannel[1]}, Code::Shape, "a parameter has the shape {}, the input has {} channels",
                 toString(node.dims(parameter)), perChannel[1]);
    PS_ASSIGN(const TensorId scale, reshaped(node, gamma, perChannel));
    PS_ASSIGN(const TensorId bias, reshaped(node, beta, perChannel));
    const std::uint32_t axes = ((1U << rank) - 1) & ~3U;
    return node.finish(layers::normalization::def, {x, scale, bias},
                       Attrs::of(layers::normalization::Attrs{.axes = axes, .epsilon = epsilon, .groups = 1}));
}

struct Deviation {
    TensorId x;
    std::uint32_t axes = 0;
    float epsilon = 0;
};

/// Outputs 1 and 2 where somebody reads them: the mean, and 1 / sqrt(variance + epsilon).
Status addStatistics(NodeImport& node, const Deviation& of, Outputs& out) {
    if (!node.wants(1) && !node.wants(2)) return {};
    PS_ASSIGN(const TensorId mean, reducedOver(node, ReduceKind::Avg, of.x, of.axes));
    PS_ASSIGN(const Outputs meanOutput, finishIdentity(node, mean, 1));
    out.push_back(meanOutput.front());
    if (!node.wants(2)) return {};
    PS_ASSIGN(const TensorId variance, varianceOver(node, of.x, mean, of.axes));
    PS_ASSIGN(const TensorId epsilon, scalar(node, node.tensor(variance).type, of.epsilon));
    PS_ASSIGN(const TensorId raised, elementwiseStep(node, ElementwiseKind::Sum, variance, epsilon));
    PS_ASSIGN(const TensorId deviation, unaryStep(node, UnaryKind::Sqrt, raised));
    PS_ASSIGN(const Outputs inverse, node.finish(layers::unary::def, {deviation},
                                                 Attrs::of(layers::unary::Attrs{.kind = UnaryKind::Recip}), 2));
    out.push_back(inverse.front());
    return {};
}

Result<Outputs> importLayerNormalization(NodeImport& node) {
    node.ignore({"stash_type"});  // statistics are always at least single precision
    PS_ASSIGN(const TensorId x, node.input(0));
    PS_ASSIGN(const TensorId scale, node.input(1));
    const int rank = node.dims(x).rank;
    PS_ASSIGN(const int axis, node.axis("axis", -1, rank));
    PS_ASSIGN(const float epsilon, node.number("epsilon", 1e-5F));
    std::vector<TensorId> inputs{x, scale};
    if (node.has(2)) inputs.push_back(*node.input(2));
    const std::uint32_t axes = ((1U << rank) - 1) & ~((1U << axis) - 1);
    PS_ASSIGN(Outputs out, node.finish(layers::normalization::def, inputs,
                                       Attrs::of(layers::normalization::Attrs{.axes = axes, .epsilon = epsilon, .groups = 1})));
    PS_TRY(addStatistics(node, {.x = x, .axes = axes, .epsilon = epsilon}, out));
    return out;
}

Result<Outputs> importLrn(NodeImport& node) {
    PS_ASSIGN(const TensorId x, node.input(0));
    PS_ASSIGN(const int window, node.integer("size"));
    PS_ASSIGN(const float alpha, node.number("alpha", 1e-4F));
    PS_ASSIGN(const float beta, node.number("beta", 0.75F));
    PS_ASSIGN(const float bias, node.number("bias", 1.0F));
    return node.finish(layers::lrn::def, {x},
                       Attrs::of(layers::lrn::Attrs{.window = window, .alpha = alpha, .beta = beta, .k = bias}));
}

constexpr OnnxOpDef kOps[] = {
    {"", "BatchNormalization", {1, kNewestOpset}, importBatchNormalization},
    {"", "InstanceNormalization", {1, kNewestOpset}, importInstanceNormalization},
    {"", "LRN", {1, kNewestOpset}, importLrn},
    // Before version 17 no such operator exists, yet exporters write it.
    {"", "LayerNormalization", {1, kNewestOpset}, importLayerNormalization},
};

}  // namespace

extern constinit const OnnxOpTable table{kOps};  // extern: the generated list of tables refers to it

}  // namespace planscope::onnx::ops::normalization
