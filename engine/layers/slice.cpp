// SPDX-License-Identifier: Apache-2.0
#include "engine/layers/slice.h"

#include "engine/base/check.h"
#include "engine/layers/checks.h"
#include "engine/layers/enum_words.h"
#include "engine/layers/trace.h"
#include "engine/network/extent.h"
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

constexpr int kStart = 1, kSize = 2, kStride = 3;

/// What is known of a slice: entries of `size` that are open are codes or anonymous, lists that are not known are missing.
struct Known {
    std::optional<Dims> start, stride;
    Dims size;
};

std::optional<Dims> knownList(const LayerView& layer, int i) {
    const Trace values = traceOf(layer.input(i));
    if (!values || values->size() > kMaxRank) return std::nullopt;
    Dims out;
    for (const std::int64_t value : *values) out.push(value);
    return out;
}

Result<Known> knownOf(const LayerView& layer) {
    const auto& attrs = layer.attrs<Attrs>();
    const int rank = layer.input(0).dims.rank;
    const Dims stride = attrs.stride.rank == 0 ? Dims::filled(rank, 1) : attrs.stride;
    if (layer.inputCount() == 1) return Known{attrs.start, stride, attrs.size};
    PS_ASSIGN(const Dims size, extentsIn(layer, kSize, "size", rank));
    return Known{knownList(layer, kStart), layer.inputCount() > kStride ? knownList(layer, kStride) : stride, size};
}

/// The axis is read inside the data, or the mode says what it yields.
Status checkRead(SampleMode mode, int axis, std::int64_t in, std::int64_t start, std::int64_t size, std::int64_t stride) {
    const bool mayBeEmpty = size <= 0;  // 0, or not known
    if (mayBeEmpty || mode == SampleMode::Fill) return {};
    PS_CHECK(mayReach(in, 1), Code::Shape, "axis {} has no elements to read", axis);
    const bool isKnown = extent::isNumber(in) && extent::isNumber(start) && extent::isNumber(stride);
    if (mode != SampleMode::StrictBounds || !isKnown) return {};
    const std::int64_t last = start + (size - 1) * stride;
    PS_CHECK(std::min(start, last) >= 0 && std::max(start, last) < in,
             Code::Attribute,
             "axis {} is read from {} to {}, but has {} elements",
             axis,
             start,
             last,
             in);
    return {};
}

Status checkReads(const LayerView& layer) {
    PS_ASSIGN(const Known known, knownOf(layer));
    if (!known.start || !known.stride) return {};
    const Dims& in = layer.input(0).dims;
    for (int i = 0; i < in.rank; ++i)
        PS_TRY(checkRead(layer.attrs<Attrs>().mode, i, in[i], (*known.start)[i], known.size[i], (*known.stride)[i]));
    return {};
}

Status checkRange(std::string_view name, const Dims& list, std::int64_t least, std::int64_t most) {
    for (const std::int64_t value : list)
        PS_CHECK(!extent::isNumber(value) || (value >= least && value <= most),
                 Code::Attribute,
                 "{} holds {}, which is outside [{}, {}]",
                 name,
                 value,
                 least,
                 most);
    return {};
}

Status validateLists(const LayerView& layer) {
    const auto& attrs = layer.attrs<Attrs>();
    const int rank = layer.input(0).dims.rank;
    PS_CHECK(attrs.start.rank == rank, Code::Attribute, "start has {} entries, expected {}", attrs.start.rank, rank);
    PS_CHECK(attrs.size.rank == rank, Code::Attribute, "size has {} entries, expected {}", attrs.size.rank, rank);
    PS_TRY(checkRange("start", attrs.start, -kMaxElements, kMaxElements));
    for (const std::int64_t extent : attrs.size)
        PS_CHECK(extent >= 0 && extent <= kMaxElements,
                 Code::Attribute,
                 "size holds {}, which is outside [0, {}]",
                 extent,
                 kMaxElements);
    return {};
}

Status validateInputs(const LayerView& layer) {
    constexpr std::string_view kNames[] = {"", "start", "size", "stride"};
    PS_CHECK(layer.inputCount() != 2, Code::Arity, "slice takes start and size as inputs together, got 2 inputs");
    for (int i = kStart; i < layer.inputCount(); ++i)
        PS_TRY(checkIntegerList(layer, i, kNames[i], layer.input(0).dims.rank));
    for (const int i : {kStart, kStride}) {
        if (i >= layer.inputCount()) continue;
        const std::int64_t most = i == kStart ? kMaxElements : kMaxWindowValue;
        PS_TRY(checkRange(kNames[i], knownList(layer, i).value_or(Dims{}), -most, most));
    }
    return {};
}

Status validate(const LayerView& layer) {
    PS_TRY(checkInputs(layer, 1, 4));
    PS_TRY(checkList("stride", layer.attrs<Attrs>().stride, layer.input(0).dims.rank, -kMaxWindowValue));
    PS_TRY(layer.inputCount() == 1 ? validateLists(layer) : validateInputs(layer));
    return checkReads(layer);
}

Result<std::vector<TensorType>> infer(const LayerView& layer) {
    PS_ASSIGN(const Known known, knownOf(layer));
    return std::vector<TensorType>{{layer.input(0).type, known.size}};
}

Trace traceExtents(const LayerView& layer) {
    const Trace data = traceOfFirst(layer);
    const auto attrs = settled(layer);
    const bool isInside = layer.attrs<Attrs>().mode == SampleMode::StrictBounds;
    if (!data || !attrs || !isInside || attrs->size.rank != 1) return std::nullopt;
    std::vector<std::int64_t> out;
    for (std::int64_t i = 0; i < attrs->size[0]; ++i) {
        const std::int64_t at = attrs->start[0] + i * resolvedStride(*attrs)[0];
        if (at < 0 || at >= static_cast<std::int64_t>(data->size())) return std::nullopt;
        out.push_back((*data)[static_cast<std::size_t>(at)]);
    }
    return out;
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
    const Dims ones = Dims::filled(inputs[0].dims.rank, 1);
    const Dims stride = inputs.size() > kStride ? valuesOf(inputs[kStride]) : attrs.stride.rank > 0 ? attrs.stride : ones;
    return kernels::reference::slice(
        inputs[0],
        &fill,
        outputs[0],
        {.start = inputs.size() > 1 ? valuesOf(inputs[kStart]) : attrs.start, .stride = stride, .mode = attrs.mode});
}

}  // namespace

Dims resolvedStride(const Attrs& attrs) {
    return attrs.stride.rank == 0 ? Dims::filled(attrs.size.rank, 1) : attrs.stride;
}

std::optional<Attrs> traced(const LayerView& layer) {
    Attrs out = layer.attrs<Attrs>();
    if (layer.inputCount() == 1) return out;
    const auto known = knownOf(layer);
    const bool isKnown = known && known->start && known->stride && std::ranges::count(known->size, extent::kAnonymous) == 0;
    if (!isKnown) return std::nullopt;
    out.start = *known->start;
    out.size = known->size;
    out.stride = *known->stride;
    return out;
}

std::optional<Attrs> settled(const LayerView& layer) {
    const std::optional<Attrs> out = traced(layer);
    if (!out) return std::nullopt;
    for (const Dims* list : {&out->start, &out->size, &out->stride})
        if (!std::ranges::all_of(*list, extent::isNumber)) return std::nullopt;
    return out;
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
    .shapeInputs = 1U << kSize,
    .traceExtents = traceExtents,
};

}  // namespace planscope::layers::slice
