// SPDX-License-Identifier: Apache-2.0
#include "engine/layers/activation.h"

#include "engine/base/check.h"
#include "engine/layers/checks.h"
#include "engine/layers/pointwise_types.h"
#include "engine/layers/program_builder.h"
#include "kernels/reference/pointwise.h"

namespace planscope::layers::activation {
namespace {

constexpr AttrField kFields[] = {
    attrField<&Attrs::kind>("kind", "function that is applied to every element"),
    attrField<&Attrs::alpha>("alpha", "first parameter of the function"),
    attrField<&Attrs::beta>("beta", "second parameter of the function"),
};

Status validate(const LayerView& layer) {
    PS_TRY(checkInputs(layer, 1, 1));
    const auto& attrs = layer.attrs<Attrs>();
    PS_TRY(checkFinite("alpha", attrs.alpha));
    PS_TRY(checkFinite("beta", attrs.beta));
    return resultType(toPointwise(attrs.kind), std::span(&layer.input(0).type, 1)).map([](DataType) {});
}

Result<std::vector<TensorType>> infer(const LayerView& layer) {
    return std::vector<TensorType>{{layer.input(0).type, layer.input(0).dims}};
}

KernelStatus
reference(const LayerView& layer, std::span<const TensorView> inputs, std::span<const TensorView> outputs) {
    return kernels::reference::pointwise(programOf(layer), inputs, outputs[0]);
}

}  // namespace

PointwiseOp toPointwise(ActivationKind activation) {
    constexpr PointwiseOp kOps[] = {
        PointwiseOp::Relu,
        PointwiseOp::Sigmoid,
        PointwiseOp::Tanh,
        PointwiseOp::LeakyRelu,
        PointwiseOp::Elu,
        PointwiseOp::Selu,
        PointwiseOp::Softsign,
        PointwiseOp::Softplus,
        PointwiseOp::Clip,
        PointwiseOp::HardSigmoid,
        PointwiseOp::ScaledTanh,
        PointwiseOp::ThresholdedRelu,
    };
    static_assert(std::size(kOps) == std::size(EnumWords<ActivationKind>::words));
    return kOps[static_cast<std::size_t>(activation)];
}

PointwiseProgram programOf(const LayerView& layer) {
    const auto& attrs = layer.attrs<Attrs>();
    const DataType type = layer.input(0).type;
    ProgramBuilder builder;
    const std::int8_t x = builder.input(type);
    builder.add({toPointwise(attrs.kind), type, x, -1, -1, attrs.alpha, attrs.beta});
    return builder.program();
}

constinit const LayerDef def{
    .kind = kind,
    .category = Category::Activation,
    .doc = "A function of single elements with up to two parameters.",
    .fields = kFields,
    .copyAttrs = attrsCopier<Attrs>,
    .validate = validate,
    .infer = infer,
    .flops = nullptr,
    .reference = reference,
};

}  // namespace planscope::layers::activation
