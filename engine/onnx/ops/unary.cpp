// SPDX-License-Identifier: Apache-2.0
#include "engine/base/check.h"
#include "engine/onnx/ops/layer_steps.h"

namespace planscope::onnx::ops::unary {
namespace {

using layers::elementwise::ElementwiseKind;
using layers::unary::UnaryKind;

template <UnaryKind kind>
Result<Outputs> import(NodeImport& node) {
    node.ignore({"consumed_inputs"});
    PS_ASSIGN(const TensorId x, node.input(0));
    return finishUnary(node, kind, x);
}

Result<Outputs> importIsInf(NodeImport& node) {
    PS_ASSIGN(const TensorId x, node.input(0));
    PS_ASSIGN(const int negative, node.integer("detect_negative", 1));
    PS_ASSIGN(const int positive, node.integer("detect_positive", 1));
    if (negative != 0 && positive != 0) return finishUnary(node, UnaryKind::IsInf, x);
    // Neither: an element that is above and below zero
    PS_ASSIGN(const TensorId zero, scalar(node, node.tensor(x).type, 0));
    PS_ASSIGN(const TensorId isInfinite, unaryStep(node, UnaryKind::IsInf, x));
    PS_ASSIGN(const TensorId isAbove, elementwiseStep(node, ElementwiseKind::Greater, x, zero));
    PS_ASSIGN(const TensorId isBelow, elementwiseStep(node, ElementwiseKind::Less, x, zero));
    if (positive != 0) return finishElementwise(node, ElementwiseKind::And, isInfinite, isAbove);
    if (negative != 0) return finishElementwise(node, ElementwiseKind::And, isInfinite, isBelow);
    return finishElementwise(node, ElementwiseKind::And, isAbove, isBelow);
}

constexpr OnnxOpDef kOps[] = {
    {"", "Abs", {1, kNewestOpset}, import<UnaryKind::Abs>},
    {"", "Acos", {7, kNewestOpset}, import<UnaryKind::Acos>},
    {"", "Acosh", {9, kNewestOpset}, import<UnaryKind::Acosh>},
    {"", "Asin", {7, kNewestOpset}, import<UnaryKind::Asin>},
    {"", "Asinh", {9, kNewestOpset}, import<UnaryKind::Asinh>},
    {"", "Atan", {7, kNewestOpset}, import<UnaryKind::Atan>},
    {"", "Atanh", {9, kNewestOpset}, import<UnaryKind::Atanh>},
    {"", "Ceil", {1, kNewestOpset}, import<UnaryKind::Ceil>},
    {"", "Cos", {7, kNewestOpset}, import<UnaryKind::Cos>},
    {"", "Cosh", {9, kNewestOpset}, import<UnaryKind::Cosh>},
    {"", "Erf", {9, kNewestOpset}, import<UnaryKind::Erf>},
    {"", "Exp", {1, kNewestOpset}, import<UnaryKind::Exp>},
    {"", "Floor", {1, kNewestOpset}, import<UnaryKind::Floor>},
    {"", "IsInf", {10, kNewestOpset}, importIsInf},
    {"", "IsNaN", {9, kNewestOpset}, import<UnaryKind::IsNan>},
    {"", "Log", {1, kNewestOpset}, import<UnaryKind::Log>},
    {"", "Neg", {1, kNewestOpset}, import<UnaryKind::Neg>},
    {"", "Not", {1, kNewestOpset}, import<UnaryKind::Not>},
    {"", "Reciprocal", {1, kNewestOpset}, import<UnaryKind::Recip>},
    {"", "Round", {11, kNewestOpset}, import<UnaryKind::Round>},
    {"", "Sign", {9, kNewestOpset}, import<UnaryKind::Sign>},
    {"", "Sin", {7, kNewestOpset}, import<UnaryKind::Sin>},
    {"", "Sinh", {9, kNewestOpset}, import<UnaryKind::Sinh>},
    {"", "Sqrt", {1, kNewestOpset}, import<UnaryKind::Sqrt>},
    {"", "Tan", {7, kNewestOpset}, import<UnaryKind::Tan>},
};

}  // namespace

extern constinit const OnnxOpTable table{kOps};  // extern: the generated list of tables refers to it

}  // namespace planscope::onnx::ops::unary
