// SPDX-License-Identifier: Apache-2.0
#include "engine/layers/pointwise.h"

#include "engine/base/check.h"
#include "engine/layers/checks.h"
#include "engine/layers/pointwise_types.h"
#include "engine/layers/trace.h"
#include "kernels/reference/pointwise.h"

#include <algorithm>

namespace planscope::layers::pointwise {
namespace {

constexpr AttrField kFields[] = {
    attrField<&Attrs::program>("program", "expression over the inputs i0, i1, ..."),
};

Status validate(const LayerView& layer) {
    PS_TRY(checkInputs(layer, 1, kMaxPointwiseInputs));
    std::vector<DataType> types;
    for (const TensorInfo& in : layer.inputs()) types.push_back(in.type);
    return checkProgram(layer.attrs<Attrs>().program, types);
}

Result<std::vector<TensorType>> infer(const LayerView& layer) {
    Dims dims = layer.input(0).dims;
    for (const TensorInfo& in : layer.inputs().subspan(1)) {
        PS_ASSIGN(dims, broadcast(dims, in.dims));
    }
    return std::vector<TensorType>{{layer.attrs<Attrs>().program.result().type, dims}};
}

double flops(const LayerView& layer, std::span<const TensorType> outputs) {
    const PointwiseProgram& program = layer.attrs<Attrs>().program;
    const auto steps = std::span(program.steps).first(static_cast<std::size_t>(program.stepCount));
    const auto operations =
        std::ranges::count_if(steps, [](const PointwiseStep& step) { return operandCount(step.op) > 0; });
    return static_cast<double>(operations) * static_cast<double>(outputs[0].dims.volume());
}

KernelStatus
reference(const LayerView& layer, std::span<const TensorView> inputs, std::span<const TensorView> outputs) {
    return kernels::reference::pointwise(layer.attrs<Attrs>().program, inputs, outputs[0]);
}

Trace traceExtents(const LayerView& layer) {
    return traceProgram(programOf(layer), layer.inputs());
}

}  // namespace

PointwiseProgram programOf(const LayerView& layer) {
    return layer.attrs<Attrs>().program;
}

constinit const LayerDef def{
    .kind = kind,
    .category = Category::Elementwise,
    .doc = "A program of operations on single elements.",
    .fields = kFields,
    .copyAttrs = attrsCopier<Attrs>,
    .validate = validate,
    .infer = infer,
    .flops = flops,
    .reference = reference,
    .traceExtents = traceExtents,
};

}  // namespace planscope::layers::pointwise
