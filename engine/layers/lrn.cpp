// SPDX-License-Identifier: Apache-2.0
#include "engine/layers/lrn.h"

#include "engine/base/check.h"
#include "engine/layers/checks.h"
#include "kernels/reference/lrn.h"

namespace planscope::layers::lrn {
namespace {

constexpr AttrField kFields[] = {
    attrField<&Attrs::window>("window", "number of channels, odd"),
    attrField<&Attrs::alpha>("alpha", "factor of the mean square"),
    attrField<&Attrs::beta>("beta", "exponent"),
    attrField<&Attrs::k>("k", "offset"),
};

Status checkRange(std::string_view name, float value, float least, float most) {
    PS_CHECK(value >= least && value <= most,
             Code::Attribute,
             "{} is {}, which is outside [{}, {}]",
             name,
             value,
             least,
             most);
    return {};
}

/// Limits as in TensorRT 8.6 (ILRNLayer).
Status validate(const LayerView& layer) {
    PS_TRY(checkInputs(layer, 1, 1));
    PS_TRY(checkFloat(layer, 0));
    const auto& attrs = layer.attrs<Attrs>();
    PS_CHECK(layer.input(0).dims.rank >= 2, Code::Shape, "lrn needs [N,C,...], got rank {}", layer.input(0).dims.rank);
    PS_CHECK(attrs.window >= 1 && attrs.window <= 15 && attrs.window % 2 == 1,
             Code::Attribute,
             "window is {}, an odd number from 1 to 15 is needed",
             attrs.window);
    PS_TRY(checkRange("alpha", attrs.alpha, -1e20F, 1e20F));
    PS_TRY(checkRange("beta", attrs.beta, 0.01F, 1e5F));
    return checkRange("k", attrs.k, 1e-5F, 1e10F);
}

Result<std::vector<TensorType>> infer(const LayerView& layer) {
    return std::vector<TensorType>{{layer.input(0).type, layer.input(0).dims}};
}

/// Square and sum over the window, then a power and a quotient.
double flops(const LayerView& layer, std::span<const TensorType> outputs) {
    return (2.0 * layer.attrs<Attrs>().window + 4) * static_cast<double>(outputs[0].dims.volume());
}

KernelStatus
reference(const LayerView& layer, std::span<const TensorView> inputs, std::span<const TensorView> outputs) {
    const auto& attrs = layer.attrs<Attrs>();
    return kernels::reference::lrn(
        inputs[0], outputs[0], {.window = attrs.window, .alpha = attrs.alpha, .beta = attrs.beta, .k = attrs.k});
}

}  // namespace

constinit const LayerDef def{
    .kind = kind,
    .category = Category::Normalization,
    .doc = "Local response normalisation across channels.",
    .fields = kFields,
    .copyAttrs = attrsCopier<Attrs>,
    .validate = validate,
    .infer = infer,
    .flops = flops,
    .reference = reference,
};

}  // namespace planscope::layers::lrn
