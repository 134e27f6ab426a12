// SPDX-License-Identifier: Apache-2.0
#include "engine/layers/top_k.h"

#include "engine/base/check.h"
#include "engine/layers/checks.h"
#include "engine/layers/enum_words.h"
#include "engine/layers/trace.h"
#include "engine/network/extent.h"
#include "engine/network/names.h"
#include "kernels/reference/top_k.h"

#include <cmath>

namespace planscope::layers::top_k {
namespace {

constexpr AttrField kFields[] = {
    attrField<&Attrs::operation>("operation", "largest or smallest"),
    attrField<&Attrs::k>("k", "number of elements that are kept"),
    attrField<&Attrs::axis>("axis", "axis that is searched, counted from 0"),
    attrField<&Attrs::lastOfEqual>("lastOfEqual", "of equal elements the one with the higher index comes first"),
};

constexpr int kMaxK = 3840;  // TensorRT 8.6, ITopKLayer

constexpr int kCount = 1;

Result<std::int64_t> countOf(const LayerView& layer) {
    if (layer.inputCount() <= kCount) return layer.attrs<Attrs>().k;
    PS_ASSIGN(const Dims count, extentsIn(layer, kCount, "k", 1));
    return count[0];
}

/// Only numbers can be too small or too large.
Status checkCount(std::int64_t k, int axis, std::int64_t extent) {
    if (!extent::isNumber(k)) return {};
    PS_CHECK(k >= 1 && mayReach(extent, k), Code::Attribute, "k is {}, but axis {} has {} elements", k, axis, extentText(extent));
    PS_CHECK(k <= kMaxK, Code::Limit, "k is {}, the limit is {}", k, kMaxK);
    return {};
}

Status validate(const LayerView& layer) {
    PS_TRY(checkInputs(layer, 1, 2));
    if (layer.input(0).type != DataType::Int32) PS_TRY(checkFloat(layer, 0));
    const auto& attrs = layer.attrs<Attrs>();
    const Dims& in = layer.input(0).dims;
    PS_TRY(checkAxis(attrs.axis, in.rank));
    if (layer.inputCount() > kCount) PS_TRY(checkInteger(layer, kCount, "k"));
    PS_ASSIGN(const std::int64_t k, countOf(layer));
    const bool isOpen = layer.inputCount() > kCount && k == extent::kAnonymous;
    return isOpen ? Status{} : checkCount(k, attrs.axis, in[attrs.axis]);
}

Result<std::vector<TensorType>> infer(const LayerView& layer) {
    const auto& attrs = layer.attrs<Attrs>();
    Dims dims = layer.input(0).dims;
    PS_ASSIGN(dims[attrs.axis], countOf(layer));
    return std::vector<TensorType>{{layer.input(0).type, dims}, {DataType::Int32, dims}};
}

/// Comparisons of a heap of k elements.
double flops(const LayerView& layer, std::span<const TensorType> outputs) {
    const auto k = static_cast<double>(outputs[0].dims[layer.attrs<Attrs>().axis]);
    return static_cast<double>(layer.input(0).dims.volume()) * std::log2(k + 1);
}

KernelStatus
reference(const LayerView& layer, std::span<const TensorView> inputs, std::span<const TensorView> outputs) {
    const auto& attrs = layer.attrs<Attrs>();
    return kernels::reference::topK(
        inputs[0], outputs[0], outputs[1], {.operation = attrs.operation, .axis = attrs.axis, .lastOfEqual = attrs.lastOfEqual});
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
    .shapeInputs = 1U << kCount,
};

}  // namespace planscope::layers::top_k
