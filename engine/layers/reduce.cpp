// SPDX-License-Identifier: Apache-2.0
#include "engine/layers/reduce.h"

#include "engine/base/check.h"
#include "engine/layers/checks.h"
#include "engine/layers/enum_words.h"
#include "engine/layers/trace.h"
#include "engine/network/extent.h"
#include "kernels/reference/reduce.h"

#include <iterator>
#include <numeric>

namespace planscope::layers::reduce {
namespace {

constexpr AttrField kFields[] = {
    attrField<&Attrs::kind>("kind", "how elements are combined"),
    attrField<&Attrs::axes>("axes", "bit i: reduce axis i"),
    attrField<&Attrs::keepDims>("keepDims", "reduced axes stay with extent 1"),
};

Status validate(const LayerView& layer) {
    PS_TRY(checkInputs(layer, 1, 1));
    if (layer.input(0).type != DataType::Int32) PS_TRY(checkFloat(layer, 0));
    return checkAxes(layer.attrs<Attrs>().axes, layer.input(0).dims.rank);
}

Result<std::vector<TensorType>> infer(const LayerView& layer) {
    const auto& attrs = layer.attrs<Attrs>();
    const Dims& in = layer.input(0).dims;
    Dims dims;
    for (int i = 0; i < in.rank; ++i) {
        const bool reduced = (attrs.axes >> i & 1U) != 0;
        if (reduced && !attrs.keepDims) continue;
        dims.push(reduced ? 1 : in[i]);
    }
    return std::vector<TensorType>{{layer.input(0).type, dims}};
}

using Combination = std::int64_t (*)(std::int64_t, std::int64_t);

/// In the order of ReduceKind; null: not part of shape arithmetic.
constexpr Combination kCombinations[] = {extent::add, extent::multiply, extent::larger, extent::smaller, nullptr};
static_assert(std::size(kCombinations) == std::size(EnumWords<ReduceKind>::words));

Trace traceExtents(const LayerView& layer) {
    const Combination combine = kCombinations[static_cast<std::size_t>(layer.attrs<Attrs>().kind)];
    const Trace values = traceOfFirst(layer);
    if (!combine || !values || values->empty() || layer.input(0).dims.rank != 1) return std::nullopt;
    return std::vector<std::int64_t>{std::accumulate(values->begin() + 1, values->end(), values->front(), combine)};
}

double flops(const LayerView& layer, std::span<const TensorType>) {
    return static_cast<double>(layer.input(0).dims.volume());
}

KernelStatus
reference(const LayerView& layer, std::span<const TensorView> inputs, std::span<const TensorView> outputs) {
    const auto& attrs = layer.attrs<Attrs>();
    return kernels::reference::reduce(inputs[0], outputs[0], {.kind = attrs.kind, .axes = attrs.axes});
}

}  // namespace

constinit const LayerDef def{
    .kind = kind,
    .category = Category::Reduction,
    .doc = "Elements combined along some axes.",
    .fields = kFields,
    .copyAttrs = attrsCopier<Attrs>,
    .validate = validate,
    .infer = infer,
    .flops = flops,
    .reference = reference,
    .traceExtents = traceExtents,
};

}  // namespace planscope::layers::reduce
