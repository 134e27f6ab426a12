// SPDX-License-Identifier: Apache-2.0
#include "engine/layers/unique.h"

#include "engine/base/check.h"
#include "engine/layers/checks.h"
#include "engine/layers/written_extents.h"
#include "engine/network/extent.h"
#include "kernels/reference/unique.h"

#include <algorithm>
#include <cmath>

namespace planscope::layers::unique {
namespace {

constexpr AttrField kFields[] = {
    attrField<&Attrs::axis>("axis", "axis whose slices are compared, counted from 0; -1: single elements"),
    attrField<&Attrs::sorted>("sorted", "slices ascend, else they stand in the order in which they first occur"),
};

/// The input as the kernel sees it: a list where slices are single elements.
Dims comparedDims(const LayerView& layer) {
    const Dims& in = layer.input(0).dims;
    return layer.attrs<Attrs>().axis == kFlat ? Dims{extent::volume(in)} : in;
}

int comparedAxis(const LayerView& layer) {
    return std::max(layer.attrs<Attrs>().axis, 0);
}

Status validate(const LayerView& layer) {
    PS_TRY(checkInputs(layer, 1, 1));
    const int axis = layer.attrs<Attrs>().axis;
    return axis == kFlat ? Status{} : checkAxis(axis, layer.input(0).dims.rank);
}

std::vector<TensorType> outputTypes(const LayerView& layer, std::int64_t count) {
    Dims values = comparedDims(layer);
    const std::int64_t slices = values[comparedAxis(layer)];
    values[comparedAxis(layer)] = count;
    constexpr int kLists = 3;
    return {{layer.input(0).type, values},
            {DataType::Int32, Dims{count}},
            {DataType::Int32, Dims{slices}},
            {DataType::Int32, Dims{count}},
            {DataType::Int32, Dims{values.rank + kLists}}};
}

Result<std::vector<TensorType>> infer(const LayerView& layer) {
    return outputTypes(layer, extent::kAnonymous);
}

Result<std::vector<TensorType>> bound(const LayerView& layer) {
    return outputTypes(layer, comparedDims(layer)[comparedAxis(layer)]);
}

/// Comparisons of a sort.
double flops(const LayerView& layer, std::span<const TensorType>) {
    const auto slices = static_cast<double>(comparedDims(layer)[comparedAxis(layer)]);
    return static_cast<double>(layer.input(0).dims.volume()) * std::log2(slices + 1);
}

KernelStatus
reference(const LayerView& layer, std::span<const TensorView> inputs, std::span<const TensorView> outputs) {
    TensorView in = inputs[0];
    in.dims = comparedDims(layer);
    std::int64_t count = 0;
    const KernelStatus status = kernels::reference::unique(in,
                                                           {outputs[0], outputs[1], outputs[2], outputs[3]},
                                                           {.axis = comparedAxis(layer), .sorted = layer.attrs<Attrs>().sorted},
                                                           count);
    if (status != KernelStatus::Ok) return status;
    const std::vector<TensorType> types = outputTypes(layer, count);
    writeExtents(outputs[4], {types[0].dims, types[1].dims, types[2].dims, types[3].dims});
    return KernelStatus::Ok;
}

}  // namespace

constinit const LayerDef def{
    .kind = kind,
    .category = Category::DataMovement,
    .doc = "The different elements or slices of a tensor, where they occur and how often.",
    .fields = kFields,
    .copyAttrs = attrsCopier<Attrs>,
    .validate = validate,
    .infer = infer,
    .flops = flops,
    .reference = reference,
    .bound = bound,
};

}  // namespace planscope::layers::unique
