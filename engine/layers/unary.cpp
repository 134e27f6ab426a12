// SPDX-License-Identifier: Apache-2.0
#include "engine/layers/unary.h"

#include "engine/base/check.h"
#include "engine/layers/checks.h"
#include "engine/layers/pointwise_types.h"
#include "engine/layers/program_builder.h"
#include "engine/layers/trace.h"
#include "kernels/reference/pointwise.h"

namespace planscope::layers::unary {
namespace {

constexpr AttrField kFields[] = {attrField<&Attrs::kind>("kind", "operation that is applied to every element")};

Result<DataType> outputType(const LayerView& layer) {
    return resultType(toPointwise(layer.attrs<Attrs>().kind), std::span(&layer.input(0).type, 1));
}

Status validate(const LayerView& layer) {
    PS_TRY(checkInputs(layer, 1, 1));
    return outputType(layer).map([](DataType) {});
}

Result<std::vector<TensorType>> infer(const LayerView& layer) {
    PS_ASSIGN(const DataType type, outputType(layer));
    return std::vector<TensorType>{{type, layer.input(0).dims}};
}

KernelStatus
reference(const LayerView& layer, std::span<const TensorView> inputs, std::span<const TensorView> outputs) {
    return kernels::reference::pointwise(programOf(layer), inputs, outputs[0]);
}

Trace traceExtents(const LayerView& layer) {
    return traceProgram(programOf(layer), layer.inputs());
}

}  // namespace

PointwiseOp toPointwise(UnaryKind operation) {
    constexpr PointwiseOp kOps[] = {
        PointwiseOp::Exp,   PointwiseOp::Log,   PointwiseOp::Sqrt,  PointwiseOp::Recip, PointwiseOp::Abs,
        PointwiseOp::Neg,   PointwiseOp::Sin,   PointwiseOp::Cos,   PointwiseOp::Tan,   PointwiseOp::Sinh,
        PointwiseOp::Cosh,  PointwiseOp::Asin,  PointwiseOp::Acos,  PointwiseOp::Atan,  PointwiseOp::Asinh,
        PointwiseOp::Acosh, PointwiseOp::Atanh, PointwiseOp::Ceil,  PointwiseOp::Floor, PointwiseOp::Erf,
        PointwiseOp::Not,   PointwiseOp::Sign,  PointwiseOp::Round, PointwiseOp::IsInf, PointwiseOp::IsNan,
    };
    static_assert(std::size(kOps) == std::size(EnumWords<UnaryKind>::words));
    return kOps[static_cast<std::size_t>(operation)];
}

PointwiseProgram programOf(const LayerView& layer) {
    const PointwiseOp op = toPointwise(layer.attrs<Attrs>().kind);
    const DataType type = layer.input(0).type;
    ProgramBuilder builder;
    const std::int8_t x = builder.input(type);
    builder.add({op, resultType(op, std::span(&type, 1)).value_or(type), x, -1, -1, 0, 0});
    return builder.program();
}

constinit const LayerDef def{
    .kind = kind,
    .category = Category::Elementwise,
    .doc = "One operation on every element of one tensor.",
    .fields = kFields,
    .copyAttrs = attrsCopier<Attrs>,
    .validate = validate,
    .infer = infer,
    .flops = nullptr,
    .reference = reference,
    .traceExtents = traceExtents,
};

}  // namespace planscope::layers::unary
