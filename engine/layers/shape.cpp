// SPDX-License-Identifier: Apache-2.0
#include "engine/layers/shape.h"

#include "engine/base/check.h"
#include "engine/layers/checks.h"
#include "engine/layers/trace.h"

namespace planscope::layers::shape {
namespace {

Status validate(const LayerView& layer) {
    return checkInputs(layer, 1, 1);
}

Result<std::vector<TensorType>> infer(const LayerView& layer) {
    return std::vector<TensorType>{{DataType::Int32, Dims{layer.input(0).dims.rank}}};
}

double flops(const LayerView&, std::span<const TensorType>) {
    return 0;
}

KernelStatus reference(const LayerView& layer, std::span<const TensorView>, std::span<const TensorView> outputs) {
    const Dims& dims = layer.input(0).dims;
    auto* out = outputs[0].as<std::int32_t>();
    for (int i = 0; i < dims.rank; ++i) out[i] = static_cast<std::int32_t>(dims[i]);
    return KernelStatus::Ok;
}

Trace traceExtents(const LayerView& layer) {
    const Dims& dims = layer.input(0).dims;
    return std::vector<std::int64_t>(dims.begin(), dims.end());
}

}  // namespace

constinit const LayerDef def{
    .kind = kind,
    .category = Category::Shape,
    .doc = "The extents of a tensor.",
    .fields = {},
    .copyAttrs = attrsCopier<Attrs>,
    .validate = validate,
    .infer = infer,
    .flops = flops,
    .reference = reference,
    .readsShapesOnly = true,
    .traceExtents = traceExtents,
};

}  // namespace planscope::layers::shape
