// SPDX-License-Identifier: Apache-2.0
#include "engine/layers/dequantize.h"

#include "engine/base/check.h"
#include "engine/layers/checks.h"
#include "engine/layers/quantization_checks.h"
#include "engine/network/names.h"

namespace planscope::layers::dequantize {
namespace {

constexpr AttrField kFields[] = {
    attrField<&Attrs::axis>("axis", "axis that has a scale per entry, counted from 0"),
};

Status validate(const LayerView& layer) {
    PS_TRY(checkInputs(layer, 2, 3));
    const DataType type = layer.input(0).type;
    PS_CHECK(type == DataType::Int8 || type == DataType::UInt8 || type == DataType::Int32,
             Code::DataType,
             "input 0 must be i8, u8 or i32, got {}",
             toString(type));
    return checkQuantizer(layer, layer.attrs<Attrs>().axis, type);
}

Result<std::vector<TensorType>> infer(const LayerView& layer) {
    return std::vector<TensorType>{{DataType::Float, layer.input(0).dims}};
}

KernelStatus
reference(const LayerView& layer, std::span<const TensorView> inputs, std::span<const TensorView> outputs) {
    return kernels::reference::dequantize(inputs[0], outputs[0], quantizerOf(inputs, layer.attrs<Attrs>().axis));
}

}  // namespace

constinit const LayerDef def{
    .kind = kind,
    .category = Category::Quantization,
    .doc = "(x - zero point) * scale.",
    .fields = kFields,
    .copyAttrs = attrsCopier<Attrs>,
    .validate = validate,
    .infer = infer,
    .flops = nullptr,
    .reference = reference,
    .whySinglePrecision = "its scales are exact in single precision only",
};

}  // namespace planscope::layers::dequantize
