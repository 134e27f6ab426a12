// SPDX-License-Identifier: Apache-2.0
#include "engine/layers/elementwise.h"

#include "engine/base/check.h"
#include "engine/layers/checks.h"
#include "engine/layers/pointwise_types.h"
#include "engine/layers/program_builder.h"
#include "engine/layers/trace.h"
#include "kernels/reference/pointwise.h"

namespace planscope::layers::elementwise {
namespace {

constexpr AttrField kFields[] = {attrField<&Attrs::kind>("kind", "operation on pairs of elements")};

Result<DataType> outputType(const LayerView& layer) {
    const DataType operands[] = {layer.input(0).type, layer.input(1).type};
    return resultType(toPointwise(layer.attrs<Attrs>().kind), operands);
}

Status validate(const LayerView& layer) {
    PS_TRY(checkInputs(layer, 2, 2));
    return outputType(layer).map([](DataType) {});
}

Result<std::vector<TensorType>> infer(const LayerView& layer) {
    PS_ASSIGN(const DataType type, outputType(layer));
    PS_ASSIGN(const Dims dims, broadcast(layer.input(0).dims, layer.input(1).dims));
    return std::vector<TensorType>{{type, dims}};
}

KernelStatus
reference(const LayerView& layer, std::span<const TensorView> inputs, std::span<const TensorView> outputs) {
    return kernels::reference::pointwise(programOf(layer), inputs, outputs[0]);
}

Trace traceExtents(const LayerView& layer) {
    return traceProgram(programOf(layer), layer.inputs());
}

}  // namespace

PointwiseOp toPointwise(ElementwiseKind operation) {
    constexpr PointwiseOp kOps[] = {
        PointwiseOp::Sum,
        PointwiseOp::Prod,
        PointwiseOp::Max,
        PointwiseOp::Min,
        PointwiseOp::Sub,
        PointwiseOp::Div,
        PointwiseOp::Pow,
        PointwiseOp::FloorDiv,
        PointwiseOp::And,
        PointwiseOp::Or,
        PointwiseOp::Xor,
        PointwiseOp::Equal,
        PointwiseOp::Greater,
        PointwiseOp::Less,
    };
    static_assert(std::size(kOps) == std::size(EnumWords<ElementwiseKind>::words));
    return kOps[static_cast<std::size_t>(operation)];
}

PointwiseProgram programOf(const LayerView& layer) {
    ProgramBuilder builder;
    const std::int8_t a = builder.input(layer.input(0).type);
    const std::int8_t b = builder.input(layer.input(1).type);
    const DataType type = outputType(layer).value_or(layer.input(0).type);
    builder.add({toPointwise(layer.attrs<Attrs>().kind), type, a, b, -1, 0, 0});
    return builder.program();
}

constinit const LayerDef def{
    .kind = kind,
    .category = Category::Elementwise,
    .doc = "One operation on the elements of two tensors that broadcast to each other.",
    .fields = kFields,
    .copyAttrs = attrsCopier<Attrs>,
    .validate = validate,
    .infer = infer,
    .flops = nullptr,
    .reference = reference,
    .traceExtents = traceExtents,
};

}  // namespace planscope::layers::elementwise
