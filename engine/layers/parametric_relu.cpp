// SPDX-License-Identifier: Apache-2.0
#include "engine/layers/parametric_relu.h"

#include "engine/base/check.h"
#include "engine/layers/checks.h"
#include "engine/layers/program_builder.h"
#include "kernels/reference/parametric_relu.h"

namespace planscope::layers::parametric_relu {
namespace {

Status validate(const LayerView& layer) {
    PS_TRY(checkInputs(layer, 2, 2));
    PS_TRY(checkFloat(layer, 0));
    PS_TRY(checkFloat(layer, 1));
    return checkBroadcasts(layer, 1, layer.input(0).dims);
}

Result<std::vector<TensorType>> infer(const LayerView& layer) {
    return std::vector<TensorType>{{layer.input(0).type, layer.input(0).dims}};
}

KernelStatus reference(const LayerView&, std::span<const TensorView> inputs, std::span<const TensorView> outputs) {
    return kernels::reference::parametricRelu(inputs[0], inputs[1], outputs[0]);
}

}  // namespace

/// select(less(x, 0), prod(x, slope), x)
PointwiseProgram programOf(const LayerView& layer) {
    const DataType type = layer.input(0).type;
    ProgramBuilder builder;
    const std::int8_t x = builder.input(type), slope = builder.input(type);
    const std::int8_t zero = builder.constant(type, 0);
    const std::int8_t isNegative = builder.add({PointwiseOp::Less, DataType::Bool, x, zero, -1, 0, 0});
    const std::int8_t scaled = builder.add({PointwiseOp::Prod, type, x, slope, -1, 0, 0});
    builder.add({PointwiseOp::Select, type, isNegative, scaled, x, 0, 0});
    return builder.program();
}

constinit const LayerDef def{
    .kind = kind,
    .category = Category::Activation,
    .doc = "A rectifier whose negative side has a slope of its own per element.",
    .fields = {},
    .copyAttrs = attrsCopier<Attrs>,
    .validate = validate,
    .infer = infer,
    .flops = nullptr,
    .reference = reference,
};

}  // namespace planscope::layers::parametric_relu
