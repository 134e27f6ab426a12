// SPDX-License-Identifier: Apache-2.0
#include "engine/layers/fourier.h"

#include "engine/base/check.h"
#include "engine/layers/checks.h"
#include "engine/network/extent.h"
#include "engine/network/names.h"
#include "kernels/reference/fourier.h"

#include <algorithm>
#include <cmath>

namespace planscope::layers::fourier {
namespace {

constexpr AttrField kFields[] = {
    attrField<&Attrs::axis>("axis", "axis that is transformed, counted from 0"),
    attrField<&Attrs::length>("length", "to which the axis is cut or filled with zeros; 0: its extent"),
    attrField<&Attrs::inverse>("inverse", "from frequencies back, divided by the length"),
    attrField<&Attrs::oneSided>("oneSided", "only the first length / 2 + 1 frequencies"),
};

constexpr int kMaxLength = 1 << 24;

Status validate(const LayerView& layer) {
    PS_TRY(checkInputs(layer, 1, 1));
    PS_TRY(checkFloat(layer, 0));
    const auto& attrs = layer.attrs<Attrs>();
    const Dims& in = layer.input(0).dims;
    PS_CHECK(in.rank >= 2 && (extent::mayEqual(in[in.rank - 1], 1) || extent::mayEqual(in[in.rank - 1], 2)),
             Code::Shape,
             "the input {} has no last axis of real, or real and imaginary parts",
             toString(in));
    PS_TRY(checkAxis(attrs.axis, in.rank - 1));
    PS_CHECK(attrs.length >= 0 && attrs.length <= kMaxLength,
             Code::Limit,
             "length is {}, which is outside [0, {}]",
             attrs.length,
             kMaxLength);
    PS_CHECK(attrs.length > 0 || mayReach(in[attrs.axis], 1),
             Code::Shape,
             "axis {} of {} has no elements to transform",
             attrs.axis,
             toString(in));
    PS_CHECK(!attrs.inverse || !attrs.oneSided, Code::Attribute, "an inverse transform cannot be one-sided");
    return {};
}

Result<std::vector<TensorType>> infer(const LayerView& layer) {
    const auto& attrs = layer.attrs<Attrs>();
    Dims dims = layer.input(0).dims;
    std::int64_t& length = dims[attrs.axis];
    if (attrs.length > 0) length = attrs.length;
    if (attrs.oneSided) length = extent::add(extent::divideDown(length, 2), 1);
    dims[dims.rank - 1] = 2;
    PS_TRY(within("output", checkedVolume(dims)).map([](std::int64_t) {}));
    return std::vector<TensorType>{{DataType::Float, dims}};
}

/// 5 n log2 n per line, as fast transforms are usually counted.
double flops(const LayerView& layer, std::span<const TensorType> outputs) {
    const auto n = static_cast<double>(std::max<std::int64_t>(outputs[0].dims[layer.attrs<Attrs>().axis], 1));
    return 2.5 * static_cast<double>(outputs[0].dims.volume()) * std::log2(n + 1);
}

KernelStatus
reference(const LayerView& layer, std::span<const TensorView> inputs, std::span<const TensorView> outputs) {
    const auto& attrs = layer.attrs<Attrs>();
    const std::int64_t length = attrs.length > 0 ? attrs.length : inputs[0].dims[attrs.axis];
    return kernels::reference::fourier(inputs[0], outputs[0], {.axis = attrs.axis, .length = length, .inverse = attrs.inverse});
}

}  // namespace

constinit const LayerDef def{
    .kind = kind,
    .category = Category::MatrixMultiply,
    .doc = "Discrete Fourier transform along one axis.",
    .fields = kFields,
    .copyAttrs = attrsCopier<Attrs>,
    .validate = validate,
    .infer = infer,
    .flops = flops,
    .reference = reference,
};

}  // namespace planscope::layers::fourier
