// SPDX-License-Identifier: Apache-2.0
#include "engine/base/check.h"
#include "engine/layers/remainder.h"
#include "engine/layers/select.h"
#include "engine/onnx/ops/layer_steps.h"

namespace planscope::onnx::ops::elementwise {
namespace {

using layers::elementwise::ElementwiseKind;
using layers::unary::UnaryKind;

struct Operands {
    TensorId a, b;
};

/// Before operator set 7 the second operand broadcast only where `broadcast` said so, from axis `axis` of the first on.
Result<TensorId> alignedAtAxis(NodeImport& node, TensorId a, TensorId b) {
    PS_ASSIGN(const int broadcast, node.integer("broadcast", 0));
    const int rankA = node.dims(a).rank;
    const int rankB = node.dims(b).rank;
    if (broadcast == 0 || !node.hasAttribute("axis") || rankB == 0) {
        node.ignore({"axis"});
        return b;
    }
    PS_ASSIGN(const int axis, node.axis("axis", 0, rankA));
    PS_CHECK(axis + rankB <= rankA, Code::Shape, "{} does not fit into {} from axis {} on", toString(node.dims(b)),
             toString(node.dims(a)), axis);
    Dims to = node.dims(b);
    while (to.rank < rankA - axis) to.push(1);
    return reshaped(node, b, to);
}

Result<Operands> operands(NodeImport& node) {
    node.ignore({"consumed_inputs"});
    PS_ASSIGN(const TensorId a, node.input(0));
    PS_ASSIGN(const TensorId b, node.input(1));
    if (node.opset() >= 7) return Operands{a, b};
    PS_ASSIGN(const TensorId aligned, alignedAtAxis(node, a, b));
    return Operands{a, aligned};
}

template <ElementwiseKind kind>
Result<Outputs> importBinary(NodeImport& node) {
    PS_ASSIGN(const Operands x, operands(node));
    return finishElementwise(node, kind, x.a, x.b);
}

/// Since operator set 12 the exponent may be of another type than the base, which is the result's.
Result<Outputs> importPow(NodeImport& node) {
    PS_ASSIGN(const Operands x, operands(node));
    const DataType base = node.tensor(x.a).type;
    PS_ASSIGN(const TensorId exponent, castTo(node, x.b, base));
    return finishElementwise(node, ElementwiseKind::Pow, x.a, exponent);
}

Result<Outputs> importEqual(NodeImport& node) {
    PS_ASSIGN(const Operands x, operands(node));
    if (node.tensor(x.a).type != DataType::Bool) return finishElementwise(node, ElementwiseKind::Equal, x.a, x.b);
    PS_ASSIGN(const TensorId differs, elementwiseStep(node, ElementwiseKind::Xor, x.a, x.b));
    return finishUnary(node, UnaryKind::Not, differs);
}

/// "Or equal" is no negation of the opposite comparison: with NaN both are false.
template <ElementwiseKind strict>
Result<Outputs> importOrEqual(NodeImport& node) {
    PS_ASSIGN(const Operands x, operands(node));
    PS_ASSIGN(const TensorId beyond, elementwiseStep(node, strict, x.a, x.b));
    PS_ASSIGN(const TensorId equal, elementwiseStep(node, ElementwiseKind::Equal, x.a, x.b));
    return finishElementwise(node, ElementwiseKind::Or, beyond, equal);
}

/// The result has the sign of the dividend.
Result<Outputs> finishRemainder(NodeImport& node, TensorId a, TensorId b) {
    const DataType type = node.tensor(a).type;
    PS_ASSIGN(const TensorId wideA, castTo(node, a, DataType::Float));
    PS_ASSIGN(const TensorId wideB, castTo(node, b, DataType::Float));
    const Attrs attrs = Attrs::of(layers::remainder::Attrs{});
    if (type == DataType::Float) return node.finish(layers::remainder::def, {wideA, wideB}, attrs);
    PS_ASSIGN(const TensorId rest, node.step(layers::remainder::def, {wideA, wideB}, attrs));
    return finishCast(node, rest, type);
}

/// a - floor(a / b) b has the divisor's sign; with fmod quotients of integers are rounded towards zero instead.
Result<Outputs> importMod(NodeImport& node) {
    PS_ASSIGN(const int fmod, node.integer("fmod", 0));
    PS_ASSIGN(const Operands x, operands(node));
    const bool isReal = node.tensor(x.a).type == DataType::Float || node.tensor(x.a).type == DataType::Half;
    if (fmod != 0 && isReal) return finishRemainder(node, x.a, x.b);
    const ElementwiseKind division = fmod != 0 ? ElementwiseKind::Div : ElementwiseKind::FloorDiv;
    PS_ASSIGN(const TensorId quotient, elementwiseStep(node, division, x.a, x.b));
    PS_ASSIGN(const TensorId whole, elementwiseStep(node, ElementwiseKind::Prod, quotient, x.b));
    return finishElementwise(node, ElementwiseKind::Sub, x.a, whole);
}

template <ElementwiseKind kind>
Result<TensorId> combineAllButLast(NodeImport& node, const std::vector<TensorId>& inputs) {
    TensorId sum = inputs.front();
    for (std::size_t i = 1; i + 1 < inputs.size(); ++i) {
        PS_ASSIGN(sum, elementwiseStep(node, kind, sum, inputs[i]));
    }
    return sum;
}

template <ElementwiseKind kind>
Result<Outputs> importVariadic(NodeImport& node) {
    node.ignore({"consumed_inputs"});
    PS_ASSIGN(const std::vector<TensorId> inputs, node.allInputs());
    if (inputs.size() == 1) return finishIdentity(node, inputs.front());
    PS_ASSIGN(const TensorId first, combineAllButLast<kind>(node, inputs));
    return finishElementwise(node, kind, first, inputs.back());
}

Result<Outputs> importMean(NodeImport& node) {
    node.ignore({"consumed_inputs"});
    PS_ASSIGN(const std::vector<TensorId> inputs, node.allInputs());
    if (inputs.size() == 1) return finishIdentity(node, inputs.front());
    PS_ASSIGN(const TensorId first, combineAllButLast<ElementwiseKind::Sum>(node, inputs));
    PS_ASSIGN(const TensorId sum, elementwiseStep(node, ElementwiseKind::Sum, first, inputs.back()));
    PS_ASSIGN(const TensorId count, scalar(node, node.tensor(sum).type, static_cast<double>(inputs.size())));
    return finishElementwise(node, ElementwiseKind::Div, sum, count);
}

Result<Outputs> importWhere(NodeImport& node) {
    PS_ASSIGN(const TensorId condition, node.input(0));
    PS_ASSIGN(const TensorId whenTrue, node.input(1));
    PS_ASSIGN(const TensorId whenFalse, node.input(2));
    return node.finish(layers::select::def, {condition, whenTrue, whenFalse}, Attrs::of(layers::select::Attrs{}));
}

constexpr OnnxOpDef kOps[] = {
    {"", "Add", {1, kNewestOpset}, importBinary<ElementwiseKind::Sum>},
    {"", "And", {1, kNewestOpset}, importBinary<ElementwiseKind::And>},
    {"", "Div", {1, kNewestOpset}, importBinary<ElementwiseKind::Div>},
    {"", "Equal", {1, kNewestOpset}, importEqual},
    {"", "Greater", {1, kNewestOpset}, importBinary<ElementwiseKind::Greater>},
    {"", "GreaterOrEqual", {12, kNewestOpset}, importOrEqual<ElementwiseKind::Greater>},
    {"", "Less", {1, kNewestOpset}, importBinary<ElementwiseKind::Less>},
    {"", "LessOrEqual", {12, kNewestOpset}, importOrEqual<ElementwiseKind::Less>},
    {"", "Max", {1, kNewestOpset}, importVariadic<ElementwiseKind::Max>},
    {"", "Mean", {1, kNewestOpset}, importMean},
    {"", "Min", {1, kNewestOpset}, importVariadic<ElementwiseKind::Min>},
    {"", "Mod", {10, kNewestOpset}, importMod},
    {"", "Mul", {1, kNewestOpset}, importBinary<ElementwiseKind::Prod>},
    {"", "Or", {1, kNewestOpset}, importBinary<ElementwiseKind::Or>},
    {"", "Pow", {1, kNewestOpset}, importPow},
    {"", "Sub", {1, kNewestOpset}, importBinary<ElementwiseKind::Sub>},
    {"", "Sum", {1, kNewestOpset}, importVariadic<ElementwiseKind::Sum>},
    {"", "Where", {9, kNewestOpset}, importWhere},
    {"", "Xor", {1, kNewestOpset}, importBinary<ElementwiseKind::Xor>},
};

}  // namespace

extern constinit const OnnxOpTable table{kOps};  // extern: the generated list of tables refers to it

}  // namespace planscope::onnx::ops::elementwise
