// SPDX-License-Identifier: Apache-2.0
#include "engine/layers/non_zero.h"

#include "engine/base/check.h"
#include "engine/layers/checks.h"
#include "engine/layers/written_extents.h"
#include "engine/network/extent.h"
#include "kernels/reference/non_zero.h"

namespace planscope::layers::non_zero {
namespace {

Status validate(const LayerView& layer) {
    PS_TRY(checkInputs(layer, 1, 1));
    PS_CHECK(layer.input(0).dims.rank > 0, Code::Shape, "a scalar has no positions");
    return {};
}

std::vector<TensorType> outputTypes(const LayerView& layer, std::int64_t count) {
    return {{DataType::Int32, Dims{layer.input(0).dims.rank, count}}, {DataType::Int32, Dims{2}}};
}

Result<std::vector<TensorType>> infer(const LayerView& layer) {
    return outputTypes(layer, extent::kAnonymous);
}

Result<std::vector<TensorType>> bound(const LayerView& layer) {
    return outputTypes(layer, layer.input(0).dims.volume());
}

double flops(const LayerView& layer, std::span<const TensorType>) {
    return static_cast<double>(layer.input(0).dims.volume());
}

KernelStatus
reference(const LayerView& layer, std::span<const TensorView> inputs, std::span<const TensorView> outputs) {
    TensorView positions = outputs[0];
    positions.dims = {layer.input(0).dims.rank, kernels::reference::countNonZero(inputs[0])};
    writeExtents(outputs[1], {positions.dims});
    return kernels::reference::nonZero(inputs[0], positions);
}

}  // namespace

constinit const LayerDef def{
    .kind = kind,
    .category = Category::DataMovement,
    .doc = "Where a tensor is not 0, a column of coordinates per element.",
    .fields = {},
    .copyAttrs = attrsCopier<Attrs>,
    .validate = validate,
    .infer = infer,
    .flops = flops,
    .reference = reference,
    .bound = bound,
};

}  // namespace planscope::layers::non_zero
