// SPDX-License-Identifier: Apache-2.0
// Steps of optimisers, which are plain arithmetic. Source: ONNX operator schemas of ai.onnx.preview.training, version 1.
#include "engine/base/check.h"
#include "engine/layers/select.h"
#include "engine/onnx/ops/layer_steps.h"

namespace planscope::onnx::ops::training {
namespace {

using layers::elementwise::ElementwiseKind;
using layers::unary::UnaryKind;

Result<TensorId> add(NodeImport& node, TensorId a, TensorId b) { return elementwiseStep(node, ElementwiseKind::Sum, a, b); }
Result<TensorId> multiply(NodeImport& node, TensorId a, TensorId b) { return elementwiseStep(node, ElementwiseKind::Prod, a, b); }
Result<TensorId> divide(NodeImport& node, TensorId a, TensorId b) { return elementwiseStep(node, ElementwiseKind::Div, a, b); }

Result<TensorId> number(NodeImport& node, double value) { return scalar(node, DataType::Float, value); }

Result<TensorId> scaled(NodeImport& node, TensorId x, double factor) {
    PS_ASSIGN(const TensorId value, number(node, factor));
    return multiply(node, x, value);
}

Result<TensorId> raised(NodeImport& node, TensorId x, double by) {
    PS_ASSIGN(const TensorId value, number(node, by));
    return add(node, x, value);
}

/// share a + (1 - share) b
Result<TensorId> blended(NodeImport& node, TensorId a, TensorId b, double share) {
    PS_ASSIGN(const TensorId kept, scaled(node, a, share));
    PS_ASSIGN(const TensorId taken, scaled(node, b, 1 - share));
    return add(node, kept, taken);
}

/// Output `output` of the node as a - b.
Status finishDifference(NodeImport& node, TensorId a, TensorId b, int output, Outputs& out) {
    PS_ASSIGN(const Outputs made, node.finish(layers::elementwise::def, {a, b},
                                              Attrs::of(layers::elementwise::Attrs{.kind = ElementwiseKind::Sub}), output));
    out[static_cast<std::size_t>(output)] = made.front();
    return {};
}

Status finishCopy(NodeImport& node, TensorId x, int output, Outputs& out) {
    PS_ASSIGN(const Outputs made, finishIdentity(node, x, output));
    out[static_cast<std::size_t>(output)] = made.front();
    return {};
}

/// Inputs R (rate), T (number of the step), then `lists` lists of one tensor per optimised tensor: X, G and states.
struct Step {
    TensorId rate, count;  ///< count: Float
    int tensors = 0;

    Result<TensorId> entry(const NodeImport& node, int list, int i) const { return node.input(2 + list * tensors + i); }
};

Result<Step> readStep(NodeImport& node, int lists) {
    PS_ASSIGN(const TensorId rate, node.input(0));
    PS_ASSIGN(const TensorId given, node.input(1));
    PS_ASSIGN(const TensorId count, castTo(node, given, DataType::Float));
    const int entries = node.inputCount() - 2;
    PS_CHECK(entries > 0 && entries % lists == 0 && node.outputCount() == entries / lists * (lists - 1), Code::Arity,
             "{} inputs and {} outputs are no {} lists of tensors", node.inputCount(), node.outputCount(), lists);
    return Step{rate, count, entries / lists};
}

/// The gradient with what pulls X towards 0.
Result<TensorId> regularised(NodeImport& node, TensorId x, TensorId gradient) {
    PS_ASSIGN(const float norm, node.number("norm_coefficient", 0));
    if (norm == 0) return gradient;
    PS_ASSIGN(const TensorId pull, scaled(node, x, norm));
    return add(node, pull, gradient);
}

/// `first` in step 0, else `later`.
Result<TensorId> byStep(NodeImport& node, const Step& step, TensorId first, TensorId later) {
    PS_ASSIGN(const TensorId zero, number(node, 0));
    PS_ASSIGN(const TensorId isLater, elementwiseStep(node, ElementwiseKind::Greater, step.count, zero));
    return node.step(layers::select::def, {isLater, later, first}, Attrs::of(layers::select::Attrs{}));
}

Result<Outputs> importAdagrad(NodeImport& node) {
    PS_ASSIGN(const Step step, readStep(node, 3));
    PS_ASSIGN(const float decay, node.number("decay_factor", 0));
    PS_ASSIGN(const float epsilon, node.number("epsilon", 1e-6F));
    PS_ASSIGN(const TensorId decayed, scaled(node, step.count, decay));
    PS_ASSIGN(const TensorId divisor, raised(node, decayed, 1));
    PS_ASSIGN(const TensorId rate, divide(node, step.rate, divisor));
    Outputs out(static_cast<std::size_t>(2 * step.tensors));
    for (int i = 0; i < step.tensors; ++i) {
        PS_ASSIGN(const TensorId x, step.entry(node, 0, i));
        PS_ASSIGN(const TensorId given, step.entry(node, 1, i));
        PS_ASSIGN(const TensorId sum, step.entry(node, 2, i));
        PS_ASSIGN(const TensorId gradient, regularised(node, x, given));
        PS_ASSIGN(const TensorId square, multiply(node, gradient, gradient));
        PS_ASSIGN(const TensorId newSum, add(node, sum, square));
        PS_ASSIGN(const TensorId root, unaryStep(node, UnaryKind::Sqrt, newSum));
        PS_ASSIGN(const TensorId adaptive, raised(node, root, epsilon));
        PS_ASSIGN(const TensorId wide, multiply(node, rate, gradient));
        PS_ASSIGN(const TensorId move, divide(node, wide, adaptive));
        PS_TRY(finishDifference(node, x, move, i, out));
        PS_TRY(finishCopy(node, newSum, step.tensors + i, out));
    }
    return out;
}

/// 1 - base^T
Result<TensorId> warmed(NodeImport& node, const Step& step, double base) {
    PS_ASSIGN(const TensorId value, number(node, base));
    PS_ASSIGN(const TensorId power, elementwiseStep(node, ElementwiseKind::Pow, value, step.count));
    PS_ASSIGN(const TensorId one, number(node, 1));
    return elementwiseStep(node, ElementwiseKind::Sub, one, power);
}

Result<TensorId> adjustedRate(NodeImport& node, const Step& step, double alpha, double beta) {
    PS_ASSIGN(const TensorId warmth, warmed(node, step, beta));
    PS_ASSIGN(const TensorId root, unaryStep(node, UnaryKind::Sqrt, warmth));
    PS_ASSIGN(const TensorId divisor, warmed(node, step, alpha));
    PS_ASSIGN(const TensorId wide, multiply(node, step.rate, root));
    PS_ASSIGN(const TensorId later, divide(node, wide, divisor));
    return byStep(node, step, step.rate, later);
}

Result<Outputs> importAdam(NodeImport& node) {
    PS_ASSIGN(const Step step, readStep(node, 4));
    PS_ASSIGN(const float alpha, node.number("alpha", 0.9F));
    PS_ASSIGN(const float beta, node.number("beta", 0.999F));
    PS_ASSIGN(const float epsilon, node.number("epsilon", 1e-6F));
    PS_ASSIGN(const float shrink, node.number("norm_coefficient_post", 0));
    PS_ASSIGN(const TensorId rate, adjustedRate(node, step, alpha, beta));
    Outputs out(static_cast<std::size_t>(3 * step.tensors));
    for (int i = 0; i < step.tensors; ++i) {
        PS_ASSIGN(const TensorId x, step.entry(node, 0, i));
        PS_ASSIGN(const TensorId given, step.entry(node, 1, i));
        PS_ASSIGN(const TensorId mean, step.entry(node, 2, i));
        PS_ASSIGN(const TensorId spread, step.entry(node, 3, i));
        PS_ASSIGN(const TensorId gradient, regularised(node, x, given));
        PS_ASSIGN(const TensorId square, multiply(node, gradient, gradient));
        PS_ASSIGN(const TensorId newMean, blended(node, mean, gradient, alpha));
        PS_ASSIGN(const TensorId newSpread, blended(node, spread, square, beta));
        PS_ASSIGN(const TensorId root, unaryStep(node, UnaryKind::Sqrt, newSpread));
        PS_ASSIGN(const TensorId adaptive, raised(node, root, epsilon));
        PS_ASSIGN(const TensorId wide, multiply(node, rate, newMean));
        PS_ASSIGN(const TensorId move, divide(node, wide, adaptive));
        PS_ASSIGN(const TensorId moved, elementwiseStep(node, ElementwiseKind::Sub, x, move));
        PS_ASSIGN(const TensorId pull, scaled(node, moved, shrink));
        PS_TRY(finishDifference(node, moved, pull, i, out));
        PS_TRY(finishCopy(node, newMean, step.tensors + i, out));
        PS_TRY(finishCopy(node, newSpread, 2 * step.tensors + i, out));
    }
    return out;
}

Result<Outputs> importMomentum(NodeImport& node) {
    PS_ASSIGN(const Step step, readStep(node, 3));
    PS_ASSIGN(const float alpha, node.number("alpha", 0));
    PS_ASSIGN(const float beta, node.number("beta", 0));
    PS_ASSIGN(const std::string_view mode, node.text("mode", "standard"));
    PS_CHECK(mode == "standard" || mode == "nesterov", Code::Attribute, "attribute 'mode' is '{}', standard or nesterov is expected", mode);
    PS_ASSIGN(const TensorId one, number(node, 1));
    PS_ASSIGN(const TensorId weight, number(node, beta));
    PS_ASSIGN(const TensorId share, byStep(node, step, one, weight));
    Outputs out(static_cast<std::size_t>(2 * step.tensors));
    for (int i = 0; i < step.tensors; ++i) {
        PS_ASSIGN(const TensorId x, step.entry(node, 0, i));
        PS_ASSIGN(const TensorId given, step.entry(node, 1, i));
        PS_ASSIGN(const TensorId momentum, step.entry(node, 2, i));
        PS_ASSIGN(const TensorId gradient, regularised(node, x, given));
        PS_ASSIGN(const TensorId kept, scaled(node, momentum, alpha));
        PS_ASSIGN(const TensorId taken, multiply(node, share, gradient));
        PS_ASSIGN(const TensorId newMomentum, add(node, kept, taken));
        TensorId direction = newMomentum;
        if (mode == "nesterov") {
            PS_ASSIGN(const TensorId ahead, scaled(node, newMomentum, alpha));
            PS_ASSIGN(direction, add(node, gradient, ahead));
        }
        PS_ASSIGN(const TensorId move, multiply(node, step.rate, direction));
        PS_TRY(finishDifference(node, x, move, i, out));
        PS_TRY(finishCopy(node, newMomentum, step.tensors + i, out));
    }
    return out;
}

constexpr OnnxOpDef kOps[] = {
    {"ai.onnx.preview.training", "Adagrad", {1, 1}, importAdagrad},
    {"ai.onnx.preview.training", "Adam", {1, 1}, importAdam},
    {"ai.onnx.preview.training", "Momentum", {1, 1}, importMomentum},
};

}  // namespace

extern constinit const OnnxOpTable table{kOps};  // extern: the generated list of tables refers to it

}  // namespace planscope::onnx::ops::training
