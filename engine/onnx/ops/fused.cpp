// SPDX-License-Identifier: Apache-2.0
// com.microsoft's fusions of ONNX's operators, taken apart again: Planscope fuses by its own rules.
#include "engine/base/check.h"
#include "engine/onnx/ops/layer_steps.h"

#include <algorithm>

namespace planscope::onnx::ops::fused {
namespace {

using layers::elementwise::ElementwiseKind;

/// How the parameters of an activation are called where it stands alone.
struct Activation {
    std::string_view op;
    std::string_view parameters[2];
};

constexpr Activation kActivations[] = {
    {"Clip", {"min", "max"}},     {"Elu", {"alpha"}},    {"HardSigmoid", {"alpha", "beta"}}, {"LeakyRelu", {"alpha"}},
    {"Relu", {}},                 {"Sigmoid", {}},       {"Tanh", {}},
};

/// @param parameters  in the order of the table
Result<TensorId> activated(NodeImport& node, TensorId x, std::string_view op, const std::vector<float>& parameters) {
    if (op.empty()) return x;
    const auto* const row = std::ranges::find(kActivations, op, &Activation::op);
    PS_CHECK(row != std::end(kActivations), Code::UnsupportedFeature, "the activation '{}' is not supported", op);
    std::vector<std::optional<TensorId>> inputs{x};
    std::vector<OnnxAttribute> attributes;
    for (std::size_t i = 0; i < std::min(parameters.size(), std::size(row->parameters)); ++i) {
        if (op == "Clip") {
            PS_ASSIGN(const TensorId bound, scalar(node, DataType::Float, parameters[i]));
            inputs.push_back(bound);
            continue;
        }
        if (!row->parameters[i].empty()) attributes.push_back({std::string(row->parameters[i]), parameters[i]});
    }
    PS_ASSIGN(const Outputs out, node.expand(op, std::move(inputs), std::move(attributes)));
    return out.front();
}

/// Inputs as Conv, and one that is added before the activation.
Result<Outputs> importFusedConvolution(NodeImport& node) {
    PS_ASSIGN(const TensorId x, node.input(0));
    PS_ASSIGN(const TensorId weights, node.input(1));
    const auto optional = [&](int i) { return node.has(i) ? std::optional(*node.input(i)) : std::nullopt; };
    PS_ASSIGN(const Outputs convolved, node.expand("Conv", {x, weights, optional(2)},
                                                   node.copies({"auto_pad", "dilations", "group", "kernel_shape", "pads", "strides"})));
    TensorId sum = convolved.front();
    if (node.has(3)) {
        PS_ASSIGN(sum, elementwiseStep(node, ElementwiseKind::Sum, sum, *node.input(3)));
    }
    PS_ASSIGN(const std::string_view activation, node.text("activation", ""));
    std::vector<float> parameters;
    if (node.hasAttribute("activation_params")) {
        PS_ASSIGN(parameters, node.numbers("activation_params"));
    }
    PS_ASSIGN(const TensorId out, activated(node, sum, activation, parameters));
    return finishIdentity(node, out);
}

Result<Outputs> importFusedGemm(NodeImport& node) {
    PS_ASSIGN(const TensorId a, node.input(0));
    PS_ASSIGN(const TensorId b, node.input(1));
    const std::optional<TensorId> bias = node.has(2) ? std::optional(*node.input(2)) : std::nullopt;
    PS_ASSIGN(const Outputs product, node.expand("Gemm", {a, b, bias}, node.copies({"alpha", "beta", "transA", "transB"})));
    PS_ASSIGN(const std::string_view activation, node.text("activation", ""));
    std::vector<float> parameters;
    for (const std::string_view name : {"activation_alpha", "activation_beta"}) {
        PS_ASSIGN(const float value, node.number(name, 0));
        if (node.hasAttribute(name)) parameters.push_back(value);
    }
    node.ignore({"activation_gamma"});  // of activations that are refused
    PS_ASSIGN(const TensorId out, activated(node, product.front(), activation, parameters));
    return finishIdentity(node, out);
}

/// The last two axes swapped where the attribute says so.
Result<TensorId> transposed(NodeImport& node, TensorId x, std::string_view attribute) {
    PS_ASSIGN(const int swaps, node.integer(attribute, 0));
    const int rank = node.dims(x).rank;
    if (swaps == 0 || rank < 2) return x;
    Integers order;
    for (int i = 0; i < rank; ++i) order.push_back(i);
    std::swap(order[order.size() - 1], order[order.size() - 2]);
    PS_ASSIGN(const Outputs out, node.expand("Transpose", {x}, {{"perm", order}}));
    return out.front();
}

Result<Outputs> importFusedMatMul(NodeImport& node) {
    PS_ASSIGN(const TensorId givenA, node.input(0));
    PS_ASSIGN(const TensorId givenB, node.input(1));
    PS_ASSIGN(const int batchA, node.integer("transBatchA", 0));
    PS_ASSIGN(const int batchB, node.integer("transBatchB", 0));
    PS_CHECK(batchA == 0 && batchB == 0, Code::UnsupportedFeature, "moving the first axis behind the rows (transBatchA, transBatchB) is not supported");
    PS_ASSIGN(const TensorId a, transposed(node, givenA, "transA"));
    PS_ASSIGN(const TensorId b, transposed(node, givenB, "transB"));
    PS_ASSIGN(const float alpha, node.number("alpha", 1));
    PS_ASSIGN(const Outputs product, node.expand("MatMul", {a, b}));
    PS_ASSIGN(const TensorId factor, scalar(node, node.tensor(product.front()).type, alpha));
    return alpha == 1 ? finishIdentity(node, product.front()) : finishElementwise(node, ElementwiseKind::Prod, product.front(), factor);
}

Result<TensorId> scaled(NodeImport& node, TensorId x, double factor) {
    PS_ASSIGN(const TensorId number, scalar(node, node.tensor(x).type, factor));
    return elementwiseStep(node, ElementwiseKind::Prod, x, number);
}

/// x + bias, where there is a bias.
Result<TensorId> biased(NodeImport& node) {
    PS_ASSIGN(const TensorId x, node.input(0));
    return node.has(1) ? elementwiseStep(node, ElementwiseKind::Sum, x, *node.input(1)) : Result<TensorId>(x);
}

constexpr double kErf = 0.70710678118654752440;   // 1 / sqrt(2)
constexpr double kTanh = 0.79788456080286535588;  // sqrt(2 / pi)

/// x/2 (1 + gate)
Result<Outputs> finishGated(NodeImport& node, TensorId x, TensorId gate) {
    PS_ASSIGN(const TensorId half, scaled(node, x, 0.5));
    PS_ASSIGN(const TensorId one, scalar(node, node.tensor(x).type, 1));
    PS_ASSIGN(const TensorId sum, elementwiseStep(node, ElementwiseKind::Sum, gate, one));
    return finishElementwise(node, ElementwiseKind::Prod, half, sum);
}

Result<Outputs> importBiasGelu(NodeImport& node) {
    PS_ASSIGN(const TensorId x, biased(node));
    PS_ASSIGN(const TensorId argument, scaled(node, x, kErf));
    PS_ASSIGN(const TensorId gate, unaryStep(node, layers::unary::UnaryKind::Erf, argument));
    return finishGated(node, x, gate);
}

Result<Outputs> importFastGelu(NodeImport& node) {
    PS_ASSIGN(const TensorId x, biased(node));
    PS_ASSIGN(const TensorId square, elementwiseStep(node, ElementwiseKind::Prod, x, x));
    PS_ASSIGN(const TensorId cube, elementwiseStep(node, ElementwiseKind::Prod, square, x));
    PS_ASSIGN(const TensorId bend, scaled(node, cube, 0.044715));
    PS_ASSIGN(const TensorId sum, elementwiseStep(node, ElementwiseKind::Sum, x, bend));
    PS_ASSIGN(const TensorId argument, scaled(node, sum, kTanh));
    PS_ASSIGN(const TensorId gate, activationStep(node, {.kind = layers::activation::ActivationKind::Tanh}, argument));
    return finishGated(node, x, gate);
}

Result<Outputs> importQuickGelu(NodeImport& node) {
    PS_ASSIGN(const TensorId x, node.input(0));
    PS_ASSIGN(const float alpha, node.number("alpha", 1.702F));
    PS_ASSIGN(const TensorId argument, scaled(node, x, alpha));
    PS_ASSIGN(const TensorId gate, activationStep(node, {.kind = layers::activation::ActivationKind::Sigmoid}, argument));
    return finishElementwise(node, ElementwiseKind::Prod, x, gate);
}

constexpr OnnxOpDef kOps[] = {
    {"com.microsoft", "BiasGelu", {1, 1}, importBiasGelu},
    {"com.microsoft", "FastGelu", {1, 1}, importFastGelu},
    {"com.microsoft", "FusedConv", {1, 1}, importFusedConvolution},
    {"com.microsoft", "FusedGemm", {1, 1}, importFusedGemm},
    {"com.microsoft", "FusedMatMul", {1, 1}, importFusedMatMul},
    {"com.microsoft", "QuickGelu", {1, 1}, importQuickGelu},
};

}  // namespace

extern constinit const OnnxOpTable table{kOps};  // extern: the generated list of tables refers to it

}  // namespace planscope::onnx::ops::fused
