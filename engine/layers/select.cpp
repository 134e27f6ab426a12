// SPDX-License-Identifier: Apache-2.0
#include "engine/layers/select.h"

#include "engine/base/check.h"
#include "engine/layers/checks.h"
#include "engine/layers/program_builder.h"
#include "engine/layers/trace.h"
#include "kernels/reference/select.h"

namespace planscope::layers::select {
namespace {

Status validate(const LayerView& layer) {
    PS_TRY(checkInputs(layer, 3, 3));
    PS_TRY(checkType(layer, 0, DataType::Bool));
    return checkSameType(layer, 1, 2);
}

Result<std::vector<TensorType>> infer(const LayerView& layer) {
    PS_ASSIGN(const Dims values, broadcast(layer.input(1).dims, layer.input(2).dims));
    PS_ASSIGN(const Dims dims, broadcast(layer.input(0).dims, values));
    return std::vector<TensorType>{{layer.input(1).type, dims}};
}

KernelStatus reference(const LayerView&, std::span<const TensorView> inputs, std::span<const TensorView> outputs) {
    return kernels::reference::select(inputs[0], inputs[1], inputs[2], outputs[0]);
}

Trace traceExtents(const LayerView& layer) {
    return traceProgram(programOf(layer), layer.inputs());
}

}  // namespace

PointwiseProgram programOf(const LayerView& layer) {
    const DataType type = layer.input(1).type;
    ProgramBuilder builder;
    const std::int8_t condition = builder.input(DataType::Bool);
    const std::int8_t whenTrue = builder.input(type), whenFalse = builder.input(type);
    builder.add({PointwiseOp::Select, type, condition, whenTrue, whenFalse, 0, 0});
    return builder.program();
}

constinit const LayerDef def{
    .kind = kind,
    .category = Category::Elementwise,
    .doc = "One of two values per element, by a condition.",
    .fields = {},
    .copyAttrs = attrsCopier<Attrs>,
    .validate = validate,
    .infer = infer,
    .flops = nullptr,
    .reference = reference,
    .traceExtents = traceExtents,
};

}  // namespace planscope::layers::select
