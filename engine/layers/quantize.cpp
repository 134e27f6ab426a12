// SPDX-License-Identifier: Apache-2.0
#include "engine/layers/quantize.h"

#include "engine/base/check.h"
#include "engine/layers/checks.h"
#include "engine/layers/quantization_checks.h"
#include "engine/network/names.h"

namespace planscope::layers::quantize {
namespace {

constexpr AttrField kFields[] = {
    attrField<&Attrs::to>("to", "element type of the output, i8 or u8"),
    attrField<&Attrs::axis>("axis", "axis that has a scale per entry, counted from 0"),
};

Status validate(const LayerView& layer) {
    PS_TRY(checkInputs(layer, 2, 3));
    PS_TRY(checkFloat(layer, 0));
    const auto& attrs = layer.attrs<Attrs>();
    PS_CHECK(attrs.to == DataType::Int8 || attrs.to == DataType::UInt8,
             Code::UnsupportedType,
             "values can be quantised to i8 and u8, not to {}",
             toString(attrs.to));
    return checkQuantizer(layer, attrs.axis, attrs.to);
}

Result<std::vector<TensorType>> infer(const LayerView& layer) {
    return std::vector<TensorType>{{layer.attrs<Attrs>().to, layer.input(0).dims}};
}

KernelStatus
reference(const LayerView& layer, std::span<const TensorView> inputs, std::span<const TensorView> outputs) {
    return kernels::reference::quantize(inputs[0], outputs[0], quantizerOf(inputs, layer.attrs<Attrs>().axis));
}

}  // namespace

constinit const LayerDef def{
    .kind = kind,
    .category = Category::Quantization,
    .doc = "saturate(round(x / scale) + zero point), rounding half to even.",
    .fields = kFields,
    .copyAttrs = attrsCopier<Attrs>,
    .validate = validate,
    .infer = infer,
    .flops = nullptr,
    .reference = reference,
    .whySinglePrecision = "its scales are exact in single precision only",
};

}  // namespace planscope::layers::quantize
