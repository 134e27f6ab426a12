// SPDX-License-Identifier: Apache-2.0
#include "engine/layers/normalization.h"

#include "engine/base/check.h"
#include "engine/layers/lrn.h"
#include "engine/layers/scale.h"
#include "engine/network/names.h"
#include "engine/onnx/ops/layer_steps.h"

#include <cmath>

namespace planscope::onnx::ops::normalization {
namespace {

Result<ConstantPtr> channelParameter(const NodeImport& node, int i, std::string_view what, std::int64_t channels) {
    PS_ASSIGN(ConstantPtr value, node.known(i, what));
    PS_CHECK(value->type() == DataType::Float, Code::UnsupportedType, "input '{}' of type {} is not supported", what,
             toString(value->type()));
    PS_CHECK(value->dims().volume() == channels, Code::Shape, "input '{}' has {} elements, the input has {} channels", what,
             value->dims().volume(), channels);
    return value;
}

/// (x - mean) / sqrt(variance + epsilon) gamma + beta as one factor and one shift per channel, both computed in double.
Result<Outputs> importBatchNormalization(NodeImport& node) {
    node.ignore({"momentum", "is_test", "consumed_inputs"});
    for (int i = 1; i < node.outputCount(); ++i) PS_TRY(node.refuseOutput(i, "statistics of training"));
    PS_ASSIGN(const int training, node.integer("training_mode", 0));
    PS_CHECK(training == 0, Code::UnsupportedFeature, "training mode is not supported");
    PS_ASSIGN(const int spatial, node.integer("spatial", 1));
    PS_CHECK(spatial == 1, Code::UnsupportedFeature, "one parameter per element (spatial = {}) is not supported", spatial);
    PS_ASSIGN(const float epsilon, node.number("epsilon", 1e-5F));
    PS_ASSIGN(const TensorId x, node.input(0));
    PS_CHECK(node.dims(x).rank >= 2, Code::Shape, "the input {} has no channel axis", toString(node.dims(x)));
    const std::int64_t channels = node.dims(x)[1];
    PS_ASSIGN(const ConstantPtr gamma, channelParameter(node, 1, "scale", channels));
    PS_ASSIGN(const ConstantPtr beta, channelParameter(node, 2, "B", channels));
    PS_ASSIGN(const ConstantPtr mean, channelParameter(node, 3, "mean", channels));
    PS_ASSIGN(const ConstantPtr variance, channelParameter(node, 4, "var", channels));
    std::vector<float> scale, shift;
    for (std::size_t c = 0; c < static_cast<std::size_t>(channels); ++c) {
        const double factor = gamma->floats()[c] / std::sqrt(static_cast<double>(variance->floats()[c]) + static_cast<double>(epsilon));
        scale.push_back(static_cast<float>(factor));
        shift.push_back(static_cast<float>(beta->floats()[c] - mean->floats()[c] * factor));
    }
    const TensorId scaleId = node.constant("scale", Constant::ofFloats({channels}, scale));
    const TensorId shiftId = node.constant("shift", Constant::ofFloats({channels}, shift));
    return node.finish(layers::scale::def, {x, scaleId, shiftId},
                       Attrs::of(layers::scale::Attrs{.mode = ScaleMode::Channel, .channelAxis = 1}));
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

Result<Outputs> importLayerNormalization(NodeImport& node) {
    node.ignore({"stash_type"});  // statistics are always at least single precision
    PS_TRY(node.refuseOutput(1, "Mean"));
    PS_TRY(node.refuseOutput(2, "InvStdDev"));
    PS_ASSIGN(const TensorId x, node.input(0));
    PS_ASSIGN(const TensorId scale, node.input(1));
    const int rank = node.dims(x).rank;
    PS_ASSIGN(const int axis, node.axis("axis", -1, rank));
    PS_ASSIGN(const float epsilon, node.number("epsilon", 1e-5F));
    std::vector<TensorId> inputs{x, scale};
    if (node.has(2)) inputs.push_back(*node.input(2));
    const std::uint32_t axes = ((1U << rank) - 1) & ~((1U << axis) - 1);
    return node.finish(layers::normalization::def, inputs,
                       Attrs::of(layers::normalization::Attrs{.axes = axes, .epsilon = epsilon, .groups = 1}));
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
