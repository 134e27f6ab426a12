// SPDX-License-Identifier: Apache-2.0
// Operators that ONNX itself defines by others, and bit shifts by arithmetic.
#include "engine/base/check.h"
#include "engine/layers/cast.h"
#include "engine/layers/normalization.h"
#include "engine/layers/reduce.h"
#include "engine/layers/select.h"
#include "engine/network/names.h"
#include "engine/onnx/ops/layer_steps.h"

#include <cmath>

namespace planscope::onnx::ops::function {
namespace {

using layers::activation::ActivationKind;
using layers::elementwise::ElementwiseKind;
using layers::unary::UnaryKind;

/// max(0, x) + min(0, alpha (e^(x / alpha) - 1)); the second term is an ELU of the negative part.
Result<Outputs> importCelu(NodeImport& node) {
    PS_ASSIGN(const TensorId x, node.input(0));
    PS_ASSIGN(const float alpha, node.number("alpha", 1));
    PS_CHECK(alpha > 0, Code::Attribute, "attribute 'alpha' is {}, it must be greater than 0", alpha);
    if (alpha == 1) return finishActivation(node, {.kind = ActivationKind::Elu, .alpha = 1}, x);
    const DataType type = node.tensor(x).type;
    PS_ASSIGN(const TensorId zero, scalar(node, type, 0));
    PS_ASSIGN(const TensorId divisor, scalar(node, type, alpha));
    PS_ASSIGN(const TensorId positive, elementwiseStep(node, ElementwiseKind::Max, x, zero));
    PS_ASSIGN(const TensorId negative, elementwiseStep(node, ElementwiseKind::Min, x, zero));
    PS_ASSIGN(const TensorId scaled, elementwiseStep(node, ElementwiseKind::Div, negative, divisor));
    PS_ASSIGN(const TensorId bent, activationStep(node, {.kind = ActivationKind::Elu, .alpha = alpha}, scaled));
    return finishElementwise(node, ElementwiseKind::Sum, positive, bent);
}

/// x + bias below -lambd, x - bias above lambd, else 0.
Result<Outputs> importShrink(NodeImport& node) {
    PS_ASSIGN(const TensorId x, node.input(0));
    PS_ASSIGN(const float bias, node.number("bias", 0));
    PS_ASSIGN(const float lambda, node.number("lambd", 0.5F));
    const DataType type = node.tensor(x).type;
    PS_CHECK(type == DataType::Float || (bias == std::trunc(bias) && lambda == std::trunc(lambda)), Code::UnsupportedFeature,
             "shrinking values of type {} by fractions (bias {}, lambd {}) is not supported", toString(type), bias, lambda);
    PS_ASSIGN(const TensorId low, scalar(node, type, -lambda));
    PS_ASSIGN(const TensorId high, scalar(node, type, lambda));
    PS_ASSIGN(const TensorId shift, scalar(node, type, bias));
    PS_ASSIGN(const TensorId zero, scalar(node, type, 0));
    PS_ASSIGN(const TensorId isBelow, elementwiseStep(node, ElementwiseKind::Less, x, low));
    PS_ASSIGN(const TensorId isAbove, elementwiseStep(node, ElementwiseKind::Greater, x, high));
    PS_ASSIGN(const TensorId raised, elementwiseStep(node, ElementwiseKind::Sum, x, shift));
    PS_ASSIGN(const TensorId lowered, elementwiseStep(node, ElementwiseKind::Sub, x, shift));
    const Attrs select = Attrs::of(layers::select::Attrs{});
    PS_ASSIGN(const TensorId above, node.step(layers::select::def, {isAbove, lowered, zero}, select));
    return node.finish(layers::select::def, {isBelow, raised, above}, select);
}

/// The layer adds its epsilon to the variance, ONNX adds 1e-9 to the deviation.
constexpr float kMeanVarianceEpsilon = 1e-18F;

Result<Outputs> importMeanVarianceNormalization(NodeImport& node) {
    PS_ASSIGN(const TensorId x, node.input(0));
    PS_ASSIGN(const Integers* const listed, node.list("axes"));
    const Integers axes = listed ? *listed : Integers{0, 2, 3};
    PS_ASSIGN(const std::uint32_t mask, axisMask(axes, node.dims(x).rank));
    return node.finish(layers::normalization::def, {x},
                       Attrs::of(layers::normalization::Attrs{.axes = mask, .epsilon = kMeanVarianceEpsilon, .groups = 1}));
}

Result<TensorId> sumAlong(NodeImport& node, TensorId x, int axis) {
    return node.step(layers::reduce::def, {x},
                     Attrs::of(layers::reduce::Attrs{.kind = ReduceKind::Sum, .axes = 1U << axis, .keepDims = true}));
}

Result<TensorId> normAlong(NodeImport& node, TensorId x, int axis, int p) {
    if (p == 1) {
        PS_ASSIGN(const TensorId absolute, unaryStep(node, UnaryKind::Abs, x));
        return sumAlong(node, absolute, axis);
    }
    PS_ASSIGN(const TensorId square, elementwiseStep(node, ElementwiseKind::Prod, x, x));
    PS_ASSIGN(const TensorId sum, sumAlong(node, square, axis));
    return unaryStep(node, UnaryKind::Sqrt, sum);
}

Result<Outputs> importLpNormalization(NodeImport& node) {
    PS_ASSIGN(const TensorId x, node.input(0));
    PS_ASSIGN(const int axis, node.axis("axis", -1, node.dims(x).rank));
    PS_ASSIGN(const int p, node.integer("p", 2));
    PS_CHECK(p == 1 || p == 2, Code::Attribute, "attribute 'p' is {}, 1 or 2 is expected", p);
    PS_ASSIGN(const TensorId norm, normAlong(node, x, axis, p));
    return finishElementwise(node, ElementwiseKind::Div, x, norm);
}

/// Bytes are widened, wider unsigned integers are held in Int32 anyhow: a shift to the left is a product, which the cast back
/// wraps, one to the right a quotient rounded down. From 32 bits on the power of two is 0, and so are product and quotient.
Result<Outputs> importBitShift(NodeImport& node) {
    PS_ASSIGN(const TensorId x, node.input(0));
    PS_ASSIGN(const TensorId count, node.input(1));
    PS_ASSIGN(const std::string_view direction, node.text("direction", ""));
    PS_CHECK(direction == "LEFT" || direction == "RIGHT", Code::Attribute, "attribute 'direction' is '{}', LEFT or RIGHT is expected",
             direction);
    const DataType type = node.tensor(x).type;
    PS_CHECK(type == DataType::UInt8 || type == DataType::Int32, Code::UnsupportedType, "shifting bits of type {} is not supported",
             toString(type));
    PS_ASSIGN(const TensorId wide, castTo(node, x, DataType::Int32));
    PS_ASSIGN(const TensorId wideCount, castTo(node, count, DataType::Int32));
    PS_ASSIGN(const TensorId two, scalar(node, DataType::Int32, 2));
    PS_ASSIGN(const TensorId power, elementwiseStep(node, ElementwiseKind::Pow, two, wideCount));
    const ElementwiseKind kind = direction == "LEFT" ? ElementwiseKind::Prod : ElementwiseKind::FloorDiv;
    if (type == DataType::Int32) return finishElementwise(node, kind, wide, power);
    PS_ASSIGN(const TensorId shifted, elementwiseStep(node, kind, wide, power));
    return finishCast(node, shifted, type);
}

constexpr OnnxOpDef kOps[] = {
    {"", "BitShift", {11, kNewestOpset}, importBitShift},
    {"", "Celu", {12, kNewestOpset}, importCelu},
    {"", "LpNormalization", {1, kNewestOpset}, importLpNormalization},
    {"", "MeanVarianceNormalization", {9, kNewestOpset}, importMeanVarianceNormalization},
    {"", "Shrink", {9, kNewestOpset}, importShrink},
};

}  // namespace

extern constinit const OnnxOpTable table{kOps};  // extern: the generated list of tables refers to it

}  // namespace planscope::onnx::ops::function
