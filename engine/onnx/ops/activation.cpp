// SPDX-License-Identifier: Apache-2.0
#include "engine/base/check.h"
#include "engine/layers/parametric_relu.h"
#include "engine/onnx/ops/layer_steps.h"

#include <cmath>
#include <limits>
#include <numbers>

namespace planscope::onnx::ops::activation {
namespace {

using layers::activation::ActivationKind;
using layers::elementwise::ElementwiseKind;
using layers::unary::UnaryKind;

template <ActivationKind kind>
Result<Outputs> importPlain(NodeImport& node) {
    node.ignore({"consumed_inputs"});
    PS_ASSIGN(const TensorId x, node.input(0));
    return finishActivation(node, {.kind = kind}, x);
}

Result<Outputs> importSoftplus(NodeImport& node) {
    PS_ASSIGN(const TensorId x, node.input(0));
    return finishActivation(node, {.kind = ActivationKind::Softplus, .alpha = 1, .beta = 1}, x);
}

/// The activations whose only parameter is alpha; its default differs.
template <ActivationKind kind, int percent>
Result<Outputs> importAlpha(NodeImport& node) {
    node.ignore({"consumed_inputs"});
    PS_ASSIGN(const TensorId x, node.input(0));
    PS_ASSIGN(const float alpha, node.number("alpha", static_cast<float>(percent) / 100.0F));
    return finishActivation(node, {.kind = kind, .alpha = alpha}, x);
}

/// Source of the defaults: ONNX operator schema, Selu-6; Selu-1 rounds them to four digits.
Result<Outputs> importSelu(NodeImport& node) {
    node.ignore({"consumed_inputs"});
    const bool old = node.opset() < 6;
    PS_ASSIGN(const TensorId x, node.input(0));
    PS_ASSIGN(const float alpha, node.number("alpha", old ? 1.6732F : 1.67326319217681884765625F));
    PS_ASSIGN(const float gamma, node.number("gamma", old ? 1.0507F : 1.05070102214813232421875F));
    return finishActivation(node, {.kind = ActivationKind::Selu, .alpha = alpha, .beta = gamma}, x);
}

Result<Outputs> importHardSigmoid(NodeImport& node) {
    node.ignore({"consumed_inputs"});
    PS_ASSIGN(const TensorId x, node.input(0));
    PS_ASSIGN(const float alpha, node.number("alpha", 0.2F));
    PS_ASSIGN(const float beta, node.number("beta", 0.5F));
    return finishActivation(node, {.kind = ActivationKind::HardSigmoid, .alpha = alpha, .beta = beta}, x);
}

Result<Outputs> importHardSwish(NodeImport& node) {
    PS_ASSIGN(const TensorId x, node.input(0));
    PS_ASSIGN(const TensorId gate, activationStep(node, {.kind = ActivationKind::HardSigmoid, .alpha = 1.0F / 6, .beta = 0.5F}, x));
    return finishElementwise(node, ElementwiseKind::Prod, x, gate);
}

Result<Outputs> importMish(NodeImport& node) {
    PS_ASSIGN(const TensorId x, node.input(0));
    PS_ASSIGN(const TensorId soft, activationStep(node, {.kind = ActivationKind::Softplus, .alpha = 1, .beta = 1}, x));
    PS_ASSIGN(const TensorId gate, activationStep(node, {.kind = ActivationKind::Tanh}, soft));
    return finishElementwise(node, ElementwiseKind::Prod, x, gate);
}

Result<TensorId> scaled(NodeImport& node, TensorId x, double factor) {
    PS_ASSIGN(const TensorId number, scalar(node, node.tensor(x).type, factor));
    return elementwiseStep(node, ElementwiseKind::Prod, x, number);
}

/// x/2 (1 + gate)
Result<Outputs> finishGated(NodeImport& node, TensorId x, TensorId gate) {
    PS_ASSIGN(const TensorId half, scaled(node, x, 0.5));
    PS_ASSIGN(const TensorId one, scalar(node, node.tensor(x).type, 1));
    PS_ASSIGN(const TensorId sum, elementwiseStep(node, ElementwiseKind::Sum, gate, one));
    return finishElementwise(node, ElementwiseKind::Prod, half, sum);
}

/// Source: ONNX operator schema, Gelu-20: exact by the error function, or the tanh approximation.
Result<Outputs> importGelu(NodeImport& node) {
    PS_ASSIGN(const TensorId x, node.input(0));
    PS_ASSIGN(const std::string_view approximate, node.text("approximate", "none"));
    PS_CHECK(approximate == "none" || approximate == "tanh", Code::Attribute, "attribute 'approximate' is '{}', none or tanh is expected",
             approximate);
    if (approximate == "none") {
        PS_ASSIGN(const TensorId argument, scaled(node, x, 1 / std::numbers::sqrt2));
        PS_ASSIGN(const TensorId gate, unaryStep(node, UnaryKind::Erf, argument));
        return finishGated(node, x, gate);
    }
    PS_ASSIGN(const TensorId square, elementwiseStep(node, ElementwiseKind::Prod, x, x));
    PS_ASSIGN(const TensorId cube, elementwiseStep(node, ElementwiseKind::Prod, square, x));
    PS_ASSIGN(const TensorId part, scaled(node, cube, 0.044715));
    PS_ASSIGN(const TensorId sum, elementwiseStep(node, ElementwiseKind::Sum, x, part));
    PS_ASSIGN(const TensorId argument, scaled(node, sum, std::sqrt(2 / std::numbers::pi)));
    PS_ASSIGN(const TensorId gate, activationStep(node, {.kind = ActivationKind::Tanh}, argument));
    return finishGated(node, x, gate);
}

Result<Outputs> importParametricRelu(NodeImport& node) {
    node.ignore({"consumed_inputs"});
    PS_ASSIGN(const TensorId x, node.input(0));
    PS_ASSIGN(TensorId slope, node.input(1));
    // Before operator set 7 one slope per channel had rank 1.
    if (node.opset() < 7 && node.dims(slope).rank == 1 && node.dims(x).rank > 2) {
        Dims perChannel = Dims::filled(node.dims(x).rank - 1, 1);
        perChannel[0] = node.dims(slope)[0];
        PS_ASSIGN(slope, reshaped(node, slope, perChannel));
    }
    return node.finish(layers::parametric_relu::def, {x, slope}, Attrs::of(layers::parametric_relu::Attrs{}));
}

struct Bounds {
    double min = -std::numeric_limits<float>::max();
    double max = std::numeric_limits<float>::max();
};

/// ONNX: min(max(x, min), max). The layer bounds from above first, so crossed bounds are both the upper one.
Result<Outputs> finishClip(NodeImport& node, TensorId x, Bounds bounds) {
    PS_CHECK(!std::isnan(bounds.min) && !std::isnan(bounds.max), Code::Value, "a bound of the clip is NaN");
    constexpr double kLimit = std::numeric_limits<float>::max();
    const double max = std::clamp(bounds.max, -kLimit, kLimit);
    const double min = std::min(std::clamp(bounds.min, -kLimit, kLimit), max);
    const DataType type = node.tensor(x).type;
    if (type == DataType::Float || type == DataType::Half)
        return finishActivation(node, {.kind = ActivationKind::Clip, .alpha = static_cast<float>(min), .beta = static_cast<float>(max)}, x);
    using Limits = std::numeric_limits<std::int32_t>;
    PS_ASSIGN(const TensorId wide, castTo(node, x, DataType::Int32));
    PS_ASSIGN(const TensorId low, scalar(node, DataType::Int32, std::max<double>(min, Limits::min())));
    PS_ASSIGN(const TensorId high, scalar(node, DataType::Int32, std::min<double>(max, Limits::max())));
    PS_ASSIGN(const TensorId raised, elementwiseStep(node, ElementwiseKind::Max, wide, low));
    if (type == DataType::Int32) return finishElementwise(node, ElementwiseKind::Min, raised, high);
    PS_ASSIGN(const TensorId clipped, elementwiseStep(node, ElementwiseKind::Min, raised, high));
    return finishCast(node, clipped, type);
}

Result<Outputs> importClip6(NodeImport& node) {
    node.ignore({"consumed_inputs"});
    PS_ASSIGN(const TensorId x, node.input(0));
    PS_ASSIGN(const float min, node.number("min", std::numeric_limits<float>::lowest()));
    PS_ASSIGN(const float max, node.number("max", std::numeric_limits<float>::max()));
    return finishClip(node, x, {.min = min, .max = max});
}

bool isKnown(const NodeImport& node, int i, std::string_view what) { return !node.has(i) || node.known(i, what); }

Result<Outputs> importClip11(NodeImport& node) {
    PS_ASSIGN(const TensorId x, node.input(0));
    if (!node.has(1) && !node.has(2)) return finishIdentity(node, x);
    if (isKnown(node, 1, "min") && isKnown(node, 2, "max")) {
        Bounds bounds;
        if (node.has(1)) {
            PS_ASSIGN(bounds.min, node.knownScalar(1, "min"));
        }
        if (node.has(2)) {
            PS_ASSIGN(bounds.max, node.knownScalar(2, "max"));
        }
        return finishClip(node, x, bounds);
    }
    if (!node.has(2)) return finishElementwise(node, ElementwiseKind::Max, x, *node.input(1));
    if (!node.has(1)) return finishElementwise(node, ElementwiseKind::Min, x, *node.input(2));
    PS_ASSIGN(const TensorId raised, elementwiseStep(node, ElementwiseKind::Max, x, *node.input(1)));
    return finishElementwise(node, ElementwiseKind::Min, raised, *node.input(2));
}

constexpr OnnxOpDef kOps[] = {
    {"", "Clip", {1, 10}, importClip6},
    {"", "Clip", {11, kNewestOpset}, importClip11},
    {"", "Elu", {1, kNewestOpset}, importAlpha<ActivationKind::Elu, 100>},
    {"", "Gelu", {20, kNewestOpset}, importGelu},
    {"", "HardSigmoid", {1, kNewestOpset}, importHardSigmoid},
    {"", "HardSwish", {14, kNewestOpset}, importHardSwish},
    {"", "LeakyRelu", {1, kNewestOpset}, importAlpha<ActivationKind::LeakyRelu, 1>},
    {"", "Mish", {18, kNewestOpset}, importMish},
    {"", "PRelu", {1, kNewestOpset}, importParametricRelu},
    {"", "Relu", {1, kNewestOpset}, importPlain<ActivationKind::Relu>},
    {"", "Selu", {1, kNewestOpset}, importSelu},
    {"", "Sigmoid", {1, kNewestOpset}, importPlain<ActivationKind::Sigmoid>},
    {"", "Softplus", {1, kNewestOpset}, importSoftplus},
    {"", "Softsign", {1, kNewestOpset}, importPlain<ActivationKind::Softsign>},
    {"", "Tanh", {1, kNewestOpset}, importPlain<ActivationKind::Tanh>},
    {"", "ThresholdedRelu", {1, kNewestOpset}, importAlpha<ActivationKind::ThresholdedRelu, 100>},
    {"com.microsoft", "Gelu", {1, 1}, importGelu},
};

}  // namespace

extern constinit const OnnxOpTable table{kOps};  // extern: the generated list of tables refers to it

}  // namespace planscope::onnx::ops::activation
