// SPDX-License-Identifier: Apache-2.0
#include "engine/layers/slice.h"

#include "engine/base/check.h"
#include "engine/layers/checks.h"
#include "engine/layers/enum_words.h"
#include "kernels/reference/cast.h"
#include "kernels/reference/slice.h"

#include <algorithm>
#include <array>

namespace planscope::layers::slice {
namespace {

constexpr AttrField kFields[] = {
    attrField<&Attrs::start>("start", "first element read per axis"),
    attrField<&Attrs::size>("size", "extents of the output"),
    attrField<&Attrs::stride>("stride", "distance of elements read per axis; any sign"),
    attrField<&Attrs::mode>("mode", "what reads outside the data yield"),
    attrField<&Attrs::fillValue>("fillValue", "what mode fill yields"),
};

/// Every read of every axis lies inside the data, or the mode says what it yields.
Status checkReads(const Attrs& attrs, const Dims& in) {
    const Dims stride = resolvedStride(attrs);
    for (int i = 0; i < in.rank; ++i) {
        if (attrs.size[i] == 0 || attrs.mode == SampleMode::Fill) continue;
        PS_CHECK(in[i] > 0, Code::Shape, "axis {} has no elements to read", i);
        if (attrs.mode != SampleMode::StrictBounds) continue;
        const std::int64_t last = attrs.start[i] + (attrs.size[i] - 1) * stride[i];
        PS_CHECK(std::min(attrs.start[i], last) >= 0 && std::max(attrs.start[i], last) < in[i],
                 Code::Attribute,
                 "axis {} is read from {} to {}, but has {} elements",
                 i,
                 attrs.start[i],
                 last,
                 in[i]);
    }
    return {};
}

Status validate(const LayerView& layer) {
    PS_TRY(checkInputs(layer, 1, 1));
    const auto& attrs = layer.attrs<Attrs>();
    const Dims& in = layer.input(0).dims;
    PS_CHECK(
        attrs.start.rank == in.rank, Code::Attribute, "start has {} entries, expected {}", attrs.start.rank, in.rank);
    PS_CHECK(attrs.size.rank == in.rank, Code::Attribute, "size has {} entries, expected {}", attrs.size.rank, in.rank);
    PS_TRY(checkList("stride", attrs.stride, in.rank, -kMaxWindowValue));
    for (int i = 0; i < in.rank; ++i) {
        PS_CHECK(attrs.start[i] >= -kMaxElements && attrs.start[i] <= kMaxElements,
                 Code::Attribute,
                 "start holds {}, which is outside [{}, {}]",
                 attrs.start[i],
                 -kMaxElements,
                 kMaxElements);
        PS_CHECK(attrs.size[i] >= 0 && attrs.size[i] <= kMaxElements,
                 Code::Attribute,
                 "size holds {}, which is outside [0, {}]",
                 attrs.size[i],
                 kMaxElements);
    }
    return checkReads(attrs, in);
}

Result<std::vector<TensorType>> infer(const LayerView& layer) {
    return std::vector<TensorType>{{layer.input(0).type, layer.attrs<Attrs>().size}};
}

double flops(const LayerView&, std::span<const TensorType>) {
    return 0;
}

KernelStatus
reference(const LayerView& layer, std::span<const TensorView> inputs, std::span<const TensorView> outputs) {
    const auto& attrs = layer.attrs<Attrs>();
    float value = attrs.fillValue;
    std::array<std::byte, 4> converted{};
    const TensorView fill{converted.data(), inputs[0].type, {}, Format::linear()};
    const KernelStatus status = kernels::reference::cast({&value, DataType::Float, {}, Format::linear()}, fill);
    if (status != KernelStatus::Ok) return status;
    return kernels::reference::slice(
        inputs[0], &fill, outputs[0], {.start = attrs.start, .stride = resolvedStride(attrs), .mode = attrs.mode});
}

}  // namespace

Dims resolvedStride(const Attrs& attrs) {
    return attrs.stride.rank == 0 ? Dims::filled(attrs.size.rank, 1) : attrs.stride;
}

constinit const LayerDef def{
    .kind = kind,
    .category = Category::DataMovement,
    .doc = "out[i] = x[start + i * stride]; pads, crops, flips and repeats.",
    .fields = kFields,
    .copyAttrs = attrsCopier<Attrs>,
    .validate = validate,
    .infer = infer,
    .flops = flops,
    .reference = reference,
};

}  // namespace planscope::layers::slice
