// SPDX-License-Identifier: Apache-2.0
#include "engine/layers/top_k.h"

#include "engine/base/check.h"
#include "engine/layers/checks.h"
#include "engine/layers/enum_words.h"
#include "kernels/reference/top_k.h"

#include <cmath>

namespace planscope::layers::top_k {
namespace {

constexpr AttrField kFields[] = {
    attrField<&Attrs::operation>("operation", "largest or smallest"),
    attrField<&Attrs::k>("k", "number of elements that are kept"),
    attrField<&Attrs::axis>("axis", "axis that is searched, counted from 0"),
};

constexpr int kMaxK = 3840;  // TensorRT 8.6, ITopKLayer

Status validate(const LayerView& layer) {
    PS_TRY(checkInputs(layer, 1, 1));
    if (layer.input(0).type != DataType::Int32) PS_TRY(checkFloat(layer, 0));
    const auto& attrs = layer.attrs<Attrs>();
    const Dims& in = layer.input(0).dims;
    PS_TRY(checkAxis(attrs.axis, in.rank));
    PS_CHECK(attrs.k >= 1 && attrs.k <= in[attrs.axis],
             Code::Attribute,
             "k is {}, but axis {} has {} elements",
             attrs.k,
             attrs.axis,
             in[attrs.axis]);
    PS_CHECK(attrs.k <= kMaxK, Code::Limit, "k is {}, the limit is {}", attrs.k, kMaxK);
    return {};
}

Result<std::vector<TensorType>> infer(const LayerView& layer) {
    const auto& attrs = layer.attrs<Attrs>();
    Dims dims = layer.input(0).dims;
    dims[attrs.axis] = attrs.k;
    return std::vector<TensorType>{{layer.input(0).type, dims}, {DataType::Int32, dims}};
}

/// Comparisons of a heap of k elements.
double flops(const LayerView& layer, std::span<const TensorType>) {
    return static_cast<double>(layer.input(0).dims.volume()) * std::log2(layer.attrs<Attrs>().k + 1.0);
}

KernelStatus
reference(const LayerView& layer, std::span<const TensorView> inputs, std::span<const TensorView> outputs) {
    const auto& attrs = layer.attrs<Attrs>();
    return kernels::reference::topK(
        inputs[0], outputs[0], outputs[1], {.operation = attrs.operation, .axis = attrs.axis});
}

}  // namespace

constinit const LayerDef def{
    .kind = kind,
    .category = Category::Reduction,
    .doc = "The k largest or smallest elements of an axis and where they are.",
    .fields = kFields,
    .copyAttrs = attrsCopier<Attrs>,
    .validate = validate,
    .infer = infer,
    .flops = flops,
    .reference = reference,
};

}  // namespace planscope::layers::top_k
