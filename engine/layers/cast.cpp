// SPDX-License-Identifier: Apache-2.0
#include "engine/layers/cast.h"

#include "engine/base/check.h"
#include "engine/layers/checks.h"
#include "engine/layers/program_builder.h"
#include "engine/layers/trace.h"
#include "kernels/reference/cast.h"

namespace planscope::layers::cast {
namespace {

constexpr AttrField kFields[] = {
    attrField<&Attrs::to>("to", "element type of the output"),
};

Status validate(const LayerView& layer) {
    PS_TRY(checkInputs(layer, 1, 1));
    PS_CHECK(layer.attrs<Attrs>().to != DataType::Fp8, Code::UnsupportedType, "a cast to fp8 is not supported");
    return {};
}

Result<std::vector<TensorType>> infer(const LayerView& layer) {
    return std::vector<TensorType>{{layer.attrs<Attrs>().to, layer.input(0).dims}};
}

KernelStatus reference(const LayerView&, std::span<const TensorView> inputs, std::span<const TensorView> outputs) {
    return kernels::reference::cast(inputs[0], outputs[0]);
}

Trace traceExtents(const LayerView& layer) {
    return traceProgram(programOf(layer), layer.inputs());
}

}  // namespace

PointwiseProgram programOf(const LayerView& layer) {
    ProgramBuilder builder;
    const std::int8_t x = builder.input(layer.input(0).type);
    builder.add({PointwiseOp::Cast, layer.attrs<Attrs>().to, x, -1, -1, 0, 0});
    return builder.program();
}

constinit const LayerDef def{
    .kind = kind,
    .category = Category::DataMovement,
    .doc = "Conversion of every element to another type.",
    .fields = kFields,
    .copyAttrs = attrsCopier<Attrs>,
    .validate = validate,
    .infer = infer,
    .flops = nullptr,
    .reference = reference,
    .traceExtents = traceExtents,
};

}  // namespace planscope::layers::cast
