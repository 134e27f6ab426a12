// SPDX-License-Identifier: Apache-2.0
#include "engine/layers/scatter.h"

#include "engine/base/check.h"
#include "engine/layers/checks.h"
#include "engine/layers/enum_words.h"
#include "engine/network/extent.h"
#include "engine/network/names.h"
#include "kernels/reference/scatter.h"

namespace planscope::layers::scatter {
namespace {

constexpr AttrField kFields[] = {
    attrField<&Attrs::mode>("mode", "single elements along an axis, or slices at tuples of indices"),
    attrField<&Attrs::axis>("axis", "axis that is indexed, counted from 0"),
    attrField<&Attrs::reduction>("reduction", "how an update meets the element it is placed at"),
};

Status checkUpdates(const LayerView& layer, const Dims& expected) {
    const Dims& updates = layer.input(2).dims;
    PS_CHECK(extent::mayEqual(updates, expected),
             Code::Shape,
             "updates are {}, expected {}",
             toString(updates),
             toString(expected));
    return {};
}

Status validateElement(const LayerView& layer) {
    const auto& attrs = layer.attrs<Attrs>();
    const Dims &data = layer.input(0).dims, &indices = layer.input(1).dims;
    PS_TRY(checkAxis(attrs.axis, data.rank));
    PS_CHECK(data.rank == indices.rank, Code::Shape, "data has rank {}, indices have rank {}", data.rank, indices.rank);
    for (int i = 0; i < data.rank; ++i)
        PS_CHECK(i == attrs.axis || !extent::isNumber(data[i]) || indices[i] <= data[i],
                 Code::Shape,
                 "indices {} reach beyond data {} along axis {}",
                 toString(indices),
                 toString(data),
                 i);
    return checkUpdates(layer, indices);
}

Status validateNd(const LayerView& layer) {
    const Dims &data = layer.input(0).dims, &indices = layer.input(1).dims;
    PS_CHECK(indices.rank >= 1, Code::Shape, "indices of rank 0 hold no index tuples");
    const std::int64_t length = indices[indices.rank - 1];
    PS_CHECK(extent::isNumber(length), Code::UnsupportedFeature, "the length of index tuples must be known before run time");
    PS_CHECK(length >= 1 && length <= data.rank,
             Code::Shape,
             "index tuples have {} entries, 1 to {} are possible",
             length,
             data.rank);
    const int rank = indices.rank - 1 + data.rank - static_cast<int>(length);
    PS_CHECK(rank <= kMaxRank, Code::Limit, "the updates would have rank {}, the limit is {}", rank, kMaxRank);
    Dims expected;
    for (int i = 0; i + 1 < indices.rank; ++i) expected.push(indices[i]);
    for (int i = static_cast<int>(length); i < data.rank; ++i) expected.push(data[i]);
    return checkUpdates(layer, expected);
}

Status validate(const LayerView& layer) {
    PS_TRY(checkInputs(layer, 3, 3));
    PS_TRY(checkType(layer, 1, DataType::Int32));
    PS_TRY(checkSameType(layer, 0, 2));
    const auto& attrs = layer.attrs<Attrs>();
    PS_CHECK(attrs.reduction == ScatterReduction::None || layer.input(0).type != DataType::Bool,
             Code::DataType,
             "reduction {} makes no sense for bool",
             word(attrs.reduction));
    return attrs.mode == ScatterMode::Element ? validateElement(layer) : validateNd(layer);
}

Result<std::vector<TensorType>> infer(const LayerView& layer) {
    return std::vector<TensorType>{{layer.input(0).type, layer.input(0).dims}};
}

double flops(const LayerView& layer, std::span<const TensorType>) {
    const bool combines = layer.attrs<Attrs>().reduction != ScatterReduction::None;
    return combines ? static_cast<double>(layer.input(2).dims.volume()) : 0;
}

KernelStatus
reference(const LayerView& layer, std::span<const TensorView> inputs, std::span<const TensorView> outputs) {
    const auto& attrs = layer.attrs<Attrs>();
    return kernels::reference::scatter(inputs[0],
                                       inputs[1],
                                       inputs[2],
                                       outputs[0],
                                       {.mode = attrs.mode, .axis = attrs.axis, .reduction = attrs.reduction});
}

}  // namespace

constinit const LayerDef def{
    .kind = kind,
    .category = Category::DataMovement,
    .doc = "A copy of the data with updates placed where a tensor of indices says.",
    .fields = kFields,
    .copyAttrs = attrsCopier<Attrs>,
    .validate = validate,
    .infer = infer,
    .flops = flops,
    .reference = reference,
};

}  // namespace planscope::layers::scatter
