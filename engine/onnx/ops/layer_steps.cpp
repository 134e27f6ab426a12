// SPDX-License-Identifier: Apache-2.0
#include "engine/onnx/ops/layer_steps.h"

#include "engine/base/check.h"
#include "engine/layers/cast.h"
#include "engine/layers/identity.h"
#include "engine/layers/reduce.h"
#include "engine/layers/shuffle.h"
#include "engine/network/extent.h"
#include "engine/network/names.h"
#include "engine/onnx/ops/shape_arithmetic.h"

#include <algorithm>

namespace planscope::onnx::ops {
namespace {

/// Open extents of `to` as those of the axes of `x` that they equal; one that equals none is what the others leave.
ShapeValues valuesOf(const NodeImport& node, TensorId x, const Dims& to) {
    const ShapeValues shape = shapeOf(node, x);
    ShapeValues out, others;
    for (const std::int64_t e : to) {
        const auto axis = std::ranges::find(shape, e, &ShapeValue::code);
        out.push_back(extent::isNumber(e) || axis == shape.end() ? ShapeValue(e) : *axis);
        if (extent::isNumber(e) || axis != shape.end()) others.push_back(out.back());
    }
    for (ShapeValue& value : out)
        if (!extent::isNumber(value.code()) && value.isNumber())
            value = ShapeValue(value.code(),
                               {.leaf = {},
                                .isLeaf = false,
                                .operation = layers::elementwise::ElementwiseKind::FloorDiv,
                                .operands = {product(shape), product(others)}},
                               true);
    return out;
}

Attrs castingTo(DataType type) { return Attrs::of(layers::cast::Attrs{.to = type}); }

using layers::elementwise::ElementwiseKind;
using layers::unary::UnaryKind;

bool isByte(const NodeImport& node, TensorId x) {
    return node.tensor(x).type == DataType::Int8 || node.tensor(x).type == DataType::UInt8;
}

bool compares(ElementwiseKind kind) {
    return kind == ElementwiseKind::Equal || kind == ElementwiseKind::Greater || kind == ElementwiseKind::Less;
}

struct Pair {
    TensorId a, b;
};

/// The layers compute with Int32; results of bytes are wrapped when they are cast back.
Result<Pair> widened(NodeImport& node, TensorId a, TensorId b) {
    PS_CHECK(node.tensor(a).type == node.tensor(b).type, Code::DataType, "operands of the types {} and {} cannot be combined",
             toString(node.tensor(a).type), toString(node.tensor(b).type));
    PS_ASSIGN(const TensorId wideA, castTo(node, a, DataType::Int32));
    PS_ASSIGN(const TensorId wideB, castTo(node, b, DataType::Int32));
    return Pair{wideA, wideB};
}

}  // namespace

Result<TensorId> reshaped(NodeImport& node, TensorId x, const Dims& to) {
    return reshaped(node, x, valuesOf(node, x, to));
}

Result<Outputs> finishReshaped(NodeImport& node, TensorId x, const Dims& to) {
    return finishReshaped(node, x, valuesOf(node, x, to));
}

Result<TensorId> elementwiseStep(NodeImport& node, ElementwiseKind kind, TensorId a, TensorId b) {
    if (isByte(node, a)) {
        PS_ASSIGN(const Pair wide, widened(node, a, b));
        PS_ASSIGN(const TensorId result, elementwiseStep(node, kind, wide.a, wide.b));
        return compares(kind) ? Result<TensorId>(result) : castTo(node, result, node.tensor(a).type);
    }
    return node.step(layers::elementwise::def, {a, b}, Attrs::of(layers::elementwise::Attrs{.kind = kind}));
}

Result<Outputs> finishElementwise(NodeImport& node, ElementwiseKind kind, TensorId a, TensorId b) {
    if (isByte(node, a)) {
        PS_ASSIGN(const Pair wide, widened(node, a, b));
        if (compares(kind)) return finishElementwise(node, kind, wide.a, wide.b);
        PS_ASSIGN(const TensorId result, elementwiseStep(node, kind, wide.a, wide.b));
        return finishCast(node, result, node.tensor(a).type);
    }
    return node.finish(layers::elementwise::def, {a, b}, Attrs::of(layers::elementwise::Attrs{.kind = kind}));
}

Result<TensorId> unaryStep(NodeImport& node, UnaryKind kind, TensorId x) {
    if (isByte(node, x)) {
        PS_ASSIGN(const TensorId wide, castTo(node, x, DataType::Int32));
        PS_ASSIGN(const TensorId result, unaryStep(node, kind, wide));
        return castTo(node, result, node.tensor(x).type);
    }
    return node.step(layers::unary::def, {x}, Attrs::of(layers::unary::Attrs{.kind = kind}));
}

Result<Outputs> finishUnary(NodeImport& node, UnaryKind kind, TensorId x) {
    if (isByte(node, x)) {
        PS_ASSIGN(const TensorId wide, castTo(node, x, DataType::Int32));
        PS_ASSIGN(const TensorId result, unaryStep(node, kind, wide));
        return finishCast(node, result, node.tensor(x).type);
    }
    return node.finish(layers::unary::def, {x}, Attrs::of(layers::unary::Attrs{.kind = kind}));
}

Result<TensorId> activationStep(NodeImport& node, const layers::activation::Attrs& attrs, TensorId x) {
    return node.step(layers::activation::def, {x}, Attrs::of(attrs));
}

Result<Outputs> finishActivation(NodeImport& node, const layers::activation::Attrs& attrs, TensorId x) {
    return node.finish(layers::activation::def, {x}, Attrs::of(attrs));
}

Result<TensorId> scalar(NodeImport& node, DataType type, double value) {
    if (type == DataType::Int32) return node.constant("number", Constant::ofInts({}, std::array{static_cast<std::int32_t>(value)}));
    const TensorId number = node.constant("number", Constant::ofFloats({}, std::array{static_cast<float>(value)}));
    return castTo(node, number, type);
}

Result<TensorId> reducedOver(NodeImport& node, ReduceKind kind, TensorId x, std::uint32_t axes) {
    return node.step(layers::reduce::def, {x}, Attrs::of(layers::reduce::Attrs{.kind = kind, .axes = axes, .keepDims = true}));
}

Result<TensorId> castTo(NodeImport& node, TensorId x, DataType type) {
    if (node.tensor(x).type == type) return x;
    return node.step(layers::cast::def, {x}, castingTo(type));
}

Result<Outputs> finishCast(NodeImport& node, TensorId x, DataType type, int firstOutput) {
    return node.finish(layers::cast::def, {x}, castingTo(type), firstOutput);
}

Result<Outputs> finishIdentity(NodeImport& node, TensorId x, int firstOutput) {
    return node.finish(layers::identity::def, {x}, Attrs::of(layers::identity::Attrs{}), firstOutput);
}

}  // namespace planscope::onnx::ops
