// SPDX-License-Identifier: Apache-2.0
#include "engine/layers/one_hot.h"

#include "engine/base/check.h"
#include "engine/layers/checks.h"
#include "engine/network/names.h"
#include "kernels/reference/one_hot.h"

namespace planscope::layers::one_hot {
namespace {

constexpr AttrField kFields[] = {
    attrField<&Attrs::depth>("depth", "extent of the new axis"),
    attrField<&Attrs::axis>("axis", "where the new axis stands in the output, counted from 0"),
};

Status validate(const LayerView& layer) {
    PS_TRY(checkInputs(layer, 2, 2));
    PS_TRY(checkType(layer, 0, DataType::Int32));
    const auto& attrs = layer.attrs<Attrs>();
    const int rank = layer.input(0).dims.rank + 1;
    PS_CHECK(rank <= kMaxRank, Code::Limit, "the output has rank {}, the limit is {}", rank, kMaxRank);
    PS_TRY(checkAxis(attrs.axis, rank));
    PS_CHECK(attrs.depth >= 1, Code::Attribute, "depth is {}, at least 1 is needed", attrs.depth);
    PS_CHECK(layer.input(1).dims == Dims{2},
             Code::Shape,
             "values are {}, expected the two elements [off, on]",
             toString(layer.input(1).dims));
    return {};
}

Result<std::vector<TensorType>> infer(const LayerView& layer) {
    const auto& attrs = layer.attrs<Attrs>();
    const Dims& indices = layer.input(0).dims;
    Dims dims;
    for (int i = 0; i < attrs.axis; ++i) dims.push(indices[i]);
    dims.push(attrs.depth);
    for (int i = attrs.axis; i < indices.rank; ++i) dims.push(indices[i]);
    PS_TRY(within("output", checkedVolume(dims)).map([](std::int64_t) {}));
    return std::vector<TensorType>{{layer.input(1).type, dims}};
}

double flops(const LayerView&, std::span<const TensorType>) {
    return 0;
}

KernelStatus
reference(const LayerView& layer, std::span<const TensorView> inputs, std::span<const TensorView> outputs) {
    return kernels::reference::oneHot(inputs[0], inputs[1], outputs[0], {.axis = layer.attrs<Attrs>().axis});
}

}  // namespace

constinit const LayerDef def{
    .kind = kind,
    .category = Category::DataMovement,
    .doc = "A new axis on which one value marks the element that an index names.",
    .fields = kFields,
    .copyAttrs = attrsCopier<Attrs>,
    .validate = validate,
    .infer = infer,
    .flops = flops,
    .reference = reference,
};

}  // namespace planscope::layers::one_hot
