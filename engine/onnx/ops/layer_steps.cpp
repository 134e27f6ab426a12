// SPDX-License-Identifier: Apache-2.0
#include "engine/onnx/ops/layer_steps.h"

#include "engine/base/check.h"
#include "engine/layers/cast.h"
#include "engine/layers/identity.h"
#include "engine/layers/shuffle.h"

namespace planscope::onnx::ops {
namespace {

Attrs reshapeTo(const Dims& to) {
    return Attrs::of(layers::shuffle::Attrs{
        .firstTranspose = {}, .hasReshape = true, .reshape = to, .zeroIsPlaceholder = false, .secondTranspose = {}});
}

}  // namespace

Result<TensorId> reshaped(NodeImport& node, TensorId x, const Dims& to) {
    if (node.dims(x) == to) return x;
    const ConstantPtr value = node.tensor(x).constant;
    if (value && value->dims().volume() == to.volume())
        return node.constant("reshaped", Constant::borrow(value->type(), to, value->bytes(), value));
    return node.step(layers::shuffle::def, {x}, reshapeTo(to));
}

Result<Outputs> finishReshaped(NodeImport& node, TensorId x, const Dims& to) {
    return node.finish(layers::shuffle::def, {x}, reshapeTo(to));
}

Result<TensorId> elementwiseStep(NodeImport& node, layers::elementwise::ElementwiseKind kind, TensorId a, TensorId b) {
    return node.step(layers::elementwise::def, {a, b}, Attrs::of(layers::elementwise::Attrs{.kind = kind}));
}

Result<Outputs> finishElementwise(NodeImport& node, layers::elementwise::ElementwiseKind kind, TensorId a, TensorId b) {
    return node.finish(layers::elementwise::def, {a, b}, Attrs::of(layers::elementwise::Attrs{.kind = kind}));
}

Result<TensorId> unaryStep(NodeImport& node, layers::unary::UnaryKind kind, TensorId x) {
    return node.step(layers::unary::def, {x}, Attrs::of(layers::unary::Attrs{.kind = kind}));
}

Result<Outputs> finishUnary(NodeImport& node, layers::unary::UnaryKind kind, TensorId x) {
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

Result<TensorId> castTo(NodeImport& node, TensorId x, DataType type) {
    if (node.tensor(x).type == type) return x;
    return node.step(layers::cast::def, {x}, Attrs::of(layers::cast::Attrs{.to = type}));
}

Result<Outputs> finishIdentity(NodeImport& node, TensorId x) {
    return node.finish(layers::identity::def, {x}, Attrs::of(layers::identity::Attrs{}));
}

}  // namespace planscope::onnx::ops
