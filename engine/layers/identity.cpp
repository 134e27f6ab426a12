// SPDX-License-Identifier: Apache-2.0
#include "engine/layers/identity.h"

#include "engine/base/check.h"
#include "engine/layers/checks.h"
#include "engine/layers/program_builder.h"
#include "engine/layers/trace.h"
#include "kernels/reference/reformat.h"

namespace planscope::layers::identity {
namespace {

Status validate(const LayerView& layer) {
    return checkInputs(layer, 1, 1);
}

Result<std::vector<TensorType>> infer(const LayerView& layer) {
    return std::vector<TensorType>{{layer.input(0).type, layer.input(0).dims}};
}

KernelStatus reference(const LayerView&, std::span<const TensorView> inputs, std::span<const TensorView> outputs) {
    return kernels::reference::reformat(inputs[0], outputs[0]);
}

Trace traceExtents(const LayerView& layer) {
    return traceProgram(programOf(layer), layer.inputs());
}

}  // namespace

PointwiseProgram programOf(const LayerView& layer) {
    ProgramBuilder builder;
    builder.input(layer.input(0).type);
    return builder.program();
}

constinit const LayerDef def{
    .kind = kind,
    .category = Category::DataMovement,
    .doc = "A copy.",
    .fields = {},
    .copyAttrs = attrsCopier<Attrs>,
    .validate = validate,
    .infer = infer,
    .flops = nullptr,
    .reference = reference,
    .traceExtents = traceExtents,
};

}  // namespace planscope::layers::identity
