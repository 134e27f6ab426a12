// SPDX-License-Identifier: Apache-2.0
#include "engine/layers/gather.h"

#include "engine/base/check.h"
#include "engine/layers/checks.h"
#include "engine/layers/enum_words.h"
#include "engine/layers/trace.h"
#include "engine/network/extent.h"
#include "engine/network/names.h"
#include "kernels/reference/gather.h"

#include <algorithm>
#include <initializer_list>

namespace planscope::layers::gather {
namespace {

constexpr AttrField kFields[] = {
    attrField<&Attrs::mode>("mode", "slices along an axis, single elements, or tuples of indices"),
    attrField<&Attrs::axis>("axis", "axis that is indexed, counted from 0"),
    attrField<&Attrs::elementwiseDims>("elementwiseDims", "leading axes that data and indices share"),
};

/// The first `count` axes of data and indices agree.
Status checkShared(const LayerView& layer, int count) {
    const Dims &data = layer.input(0).dims, &indices = layer.input(1).dims;
    PS_CHECK(count >= 0 && count <= std::min(data.rank, indices.rank),
             Code::Attribute,
             "elementwiseDims is {}, data and indices have rank {} and {}",
             count,
             data.rank,
             indices.rank);
    for (int i = 0; i < count; ++i)
        PS_CHECK(extent::mayEqual(data[i], indices[i]),
                 Code::Shape,
                 "data {} and indices {} differ along the shared axis {}",
                 toString(data),
                 toString(indices),
                 i);
    return {};
}

Status validateDefault(const LayerView& layer) {
    const auto& attrs = layer.attrs<Attrs>();
    PS_TRY(checkAxis(attrs.axis, layer.input(0).dims.rank));
    PS_CHECK(attrs.elementwiseDims <= 1,
             Code::Attribute,
             "elementwiseDims is {}, mode default allows 0 and 1",
             attrs.elementwiseDims);
    PS_CHECK(attrs.elementwiseDims <= attrs.axis,
             Code::Attribute,
             "axis {} is one of the {} shared axes",
             attrs.axis,
             attrs.elementwiseDims);
    return checkShared(layer, attrs.elementwiseDims);
}

Status validateElement(const LayerView& layer) {
    const auto& attrs = layer.attrs<Attrs>();
    const Dims &data = layer.input(0).dims, &indices = layer.input(1).dims;
    PS_TRY(checkAxis(attrs.axis, data.rank));
    PS_CHECK(attrs.elementwiseDims == 0,
             Code::Attribute,
             "elementwiseDims is {}, mode element allows 0",
             attrs.elementwiseDims);
    PS_CHECK(data.rank == indices.rank, Code::Shape, "data has rank {}, indices have rank {}", data.rank, indices.rank);
    for (int i = 0; i < data.rank; ++i)
        PS_CHECK(i == attrs.axis || !extent::isNumber(data[i]) || indices[i] <= data[i],
                 Code::Shape,
                 "indices {} reach beyond data {} along axis {}",
                 toString(indices),
                 toString(data),
                 i);
    return {};
}

Status validateNd(const LayerView& layer) {
    const int shared = layer.attrs<Attrs>().elementwiseDims;
    const Dims &data = layer.input(0).dims, &indices = layer.input(1).dims;
    PS_TRY(checkShared(layer, shared));
    PS_CHECK(indices.rank > shared,
             Code::Shape,
             "indices of rank {} hold no index tuples after {} shared axes",
             indices.rank,
             shared);
    const std::int64_t length = indices[indices.rank - 1];
    PS_CHECK(extent::isNumber(length), Code::UnsupportedFeature, "the length of index tuples must be known before run time");
    PS_CHECK(length >= 1 && length <= data.rank - shared,
             Code::Shape,
             "index tuples have {} entries, 1 to {} are possible",
             length,
             data.rank - shared);
    return {};
}

Status validate(const LayerView& layer) {
    PS_TRY(checkInputs(layer, 2, 2));
    PS_TRY(checkType(layer, 1, DataType::Int32));
    constexpr Status (*kByMode[])(const LayerView&) = {validateDefault, validateElement, validateNd};
    return kByMode[static_cast<std::size_t>(layer.attrs<Attrs>().mode)](layer);
}

struct Range {
    const Dims* dims;
    int first, last;
};

/// The extents of some ranges of axes, one after the other.
Result<Dims> joined(std::initializer_list<Range> ranges) {
    Dims out;
    int rank = 0;
    for (const Range& range : ranges)
        for (int i = range.first; i < range.last; ++i, ++rank) out.push((*range.dims)[i]);
    PS_CHECK(rank <= kMaxRank, Code::Limit, "the output has rank {}, the limit is {}", rank, kMaxRank);
    return out;
}

Result<Dims> outputDims(const LayerView& layer) {
    const auto& attrs = layer.attrs<Attrs>();
    const Dims &data = layer.input(0).dims, &indices = layer.input(1).dims;
    if (attrs.mode == GatherMode::Element) return indices;
    if (attrs.mode == GatherMode::Default)
        return joined({{&data, 0, attrs.axis},
                       {&indices, attrs.elementwiseDims, indices.rank},
                       {&data, attrs.axis + 1, data.rank}});
    const int length = static_cast<int>(indices[indices.rank - 1]);
    return joined({{&indices, 0, indices.rank - 1}, {&data, attrs.elementwiseDims + length, data.rank}});
}

Result<std::vector<TensorType>> infer(const LayerView& layer) {
    PS_ASSIGN(const Dims dims, outputDims(layer));
    return std::vector<TensorType>{{layer.input(0).type, dims}};
}

Trace traceExtents(const LayerView& layer) {
    const auto& attrs = layer.attrs<Attrs>();
    const Trace data = traceOf(layer.input(0)), indices = traceOf(layer.input(1));
    if (!data || !indices || attrs.elementwiseDims != 0 || layer.input(0).dims.rank != 1) return std::nullopt;
    const auto length = static_cast<std::int64_t>(data->size());
    std::vector<std::int64_t> out;
    for (const std::int64_t index : *indices) {
        const std::int64_t at = index < 0 ? index + length : index;
        if (at < 0 || at >= length) return std::nullopt;
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
    return kernels::reference::gather(
        inputs[0],
        inputs[1],
        outputs[0],
        {.mode = attrs.mode, .axis = attrs.axis, .elementwiseDims = attrs.elementwiseDims});
}

}  // namespace

constinit const LayerDef def{
    .kind = kind,
    .category = Category::DataMovement,
    .doc = "Elements that a tensor of indices selects.",
    .fields = kFields,
    .copyAttrs = attrsCopier<Attrs>,
    .validate = validate,
    .infer = infer,
    .flops = flops,
    .reference = reference,
    .traceExtents = traceExtents,
};

}  // namespace planscope::layers::gather
