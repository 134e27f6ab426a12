// SPDX-License-Identifier: Apache-2.0
#include "engine/layers/one_hot.h"

#include "engine/base/check.h"
#include "engine/layers/checks.h"
#include "engine/layers/trace.h"
#include "engine/network/extent.h"
#include "engine/network/names.h"
#include "kernels/reference/one_hot.h"

namespace planscope::layers::one_hot {
namespace {

constexpr AttrField kFields[] = {
    attrField<&Attrs::depth>("depth", "extent of the new axis"),
    attrField<&Attrs::axis>("axis", "where the new axis stands in the output, counted from 0"),
};

constexpr int kDepth = 2;

Result<std::int64_t> depthOf(const LayerView& layer) {
    if (layer.inputCount() <= kDepth) return layer.attrs<Attrs>().depth;
    PS_ASSIGN(const Dims depth, extentsIn(layer, kDepth, "depth", 1));
    return depth[0];
}

Status validate(const LayerView& layer) {
    PS_TRY(checkInputs(layer, 2, 3));
    PS_TRY(checkType(layer, 0, DataType::Int32));
    const auto& attrs = layer.attrs<Attrs>();
    const int rank = layer.input(0).dims.rank + 1;
    PS_CHECK(rank <= kMaxRank, Code::Limit, "the output has rank {}, the limit is {}", rank, kMaxRank);
    PS_TRY(checkAxis(attrs.axis, rank));
    if (layer.inputCount() > kDepth) PS_TRY(checkInteger(layer, kDepth, "depth"));
    PS_ASSIGN(const std::int64_t depth, depthOf(layer));
    const bool isOpen = layer.inputCount() > kDepth && depth == extent::kAnonymous;
    PS_CHECK(isOpen || mayReach(depth, 1), Code::Attribute, "depth is {}, at least 1 is needed", depth);
    PS_CHECK(extent::mayEqual(layer.input(1).dims, Dims{2}),
             Code::Shape,
             "values are {}, expected the two elements [off, on]",
             toString(layer.input(1).dims));
    return {};
}

Result<std::vector<TensorType>> infer(const LayerView& layer) {
    const auto& attrs = layer.attrs<Attrs>();
    const Dims& indices = layer.input(0).dims;
    PS_ASSIGN(const std::int64_t depth, depthOf(layer));
    Dims dims;
    for (int i = 0; i < attrs.axis; ++i) dims.push(indices[i]);
    dims.push(depth);
    for (int i = attrs.axis; i < indices.rank; ++i) dims.push(indices[i]);
    if (depth != extent::kAnonymous) PS_TRY(within("output", checkedVolume(dims)).map([](std::int64_t) {}));
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
    .shapeInputs = 1U << kDepth,
};

}  // namespace planscope::layers::one_hot
