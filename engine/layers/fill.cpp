// SPDX-License-Identifier: Apache-2.0
#include "engine/layers/fill.h"

#include "engine/base/check.h"
#include "engine/layers/checks.h"
#include "engine/layers/enum_words.h"
#include "engine/network/names.h"
#include "kernels/reference/cast.h"
#include "kernels/reference/fill.h"

#include <array>

namespace planscope::layers::fill {
namespace {

constexpr AttrField kFields[] = {
    attrField<&Attrs::operation>("operation", "what is written"),
    attrField<&Attrs::dims>("dims", "extents of the output"),
    attrField<&Attrs::alpha>("alpha", "first value"),
    attrField<&Attrs::beta>("beta", "difference per element"),
    attrField<&Attrs::type>("type", "element type of the output"),
};

Status validateInputs(const LayerView& layer) {
    const auto& attrs = layer.attrs<Attrs>();
    PS_TRY(checkType(layer, 0, attrs.type));
    PS_TRY(checkType(layer, 1, attrs.type));
    PS_CHECK(layer.input(0).dims.volume() == 1,
             Code::Shape,
             "the start (input 0) is {}, one element is needed",
             toString(layer.input(0).dims));
    PS_CHECK(layer.input(1).dims.volume() == attrs.dims.rank,
             Code::Shape,
             "the delta (input 1) is {}, {} elements are needed",
             toString(layer.input(1).dims),
             attrs.dims.rank);
    return {};
}

/// A linear space of integers takes numbers that are integers of 32 bits.
Status checkWhole(std::string_view name, float value) {
    PS_CHECK(
        value >= -0x1p31F && value < 0x1p31F, Code::Attribute, "{} is {}, which is not a value of i32", name, value);
    return {};
}

Status validate(const LayerView& layer) {
    PS_TRY(checkInputs(layer, 0, 2));
    const auto& attrs = layer.attrs<Attrs>();
    PS_CHECK(attrs.operation == FillOperation::Linspace,
             Code::UnsupportedFeature,
             "operation {} is not supported: its values could not be repeated",
             word(attrs.operation));
    PS_CHECK(layer.inputCount() != 1, Code::Arity, "fill takes no inputs or 2, got 1");
    PS_TRY(within("dims", checkedVolume(attrs.dims)).map([](std::int64_t) {}));
    PS_CHECK(attrs.type != DataType::Fp8, Code::UnsupportedType, "fp8 is not supported");
    const bool isConstant = layer.inputCount() == 0 && attrs.beta == 0;
    PS_CHECK(isConstant || attrs.type == DataType::Float || attrs.type == DataType::Int32,
             Code::DataType,
             "a linear space is f32 or i32, got {}",
             toString(attrs.type));
    if (layer.inputCount() == 2) return validateInputs(layer);
    if (!isConstant && attrs.type == DataType::Int32) {
        PS_TRY(checkWhole("alpha", attrs.alpha));
        PS_TRY(checkWhole("beta", attrs.beta));
    }
    PS_TRY(checkFinite("beta", attrs.beta));
    PS_CHECK(isConstant || attrs.dims.rank == 1,
             Code::Attribute,
             "dims has {} axes, a linear space without inputs has one",
             attrs.dims.rank);
    return {};
}

Result<std::vector<TensorType>> infer(const LayerView& layer) {
    const auto& attrs = layer.attrs<Attrs>();
    return std::vector<TensorType>{{attrs.type, attrs.dims}};
}

KernelStatus fillWithAlpha(const Attrs& attrs, const TensorView& out) {
    float alpha = attrs.alpha;
    std::array<std::byte, 4> converted{};
    const TensorView value{converted.data(), out.type, {}, Format::linear()};
    const KernelStatus status = kernels::reference::cast({&alpha, DataType::Float, {}, Format::linear()}, value);
    return status == KernelStatus::Ok ? kernels::reference::fillConstant(value, out) : status;
}

double elementOf(const TensorView& view, int i) {
    return view.type == DataType::Float ? static_cast<double>(view.as<float>()[i]) : view.as<std::int32_t>()[i];
}

KernelStatus
reference(const LayerView& layer, std::span<const TensorView> inputs, std::span<const TensorView> outputs) {
    const auto& attrs = layer.attrs<Attrs>();
    if (inputs.empty() && attrs.beta == 0) return fillWithAlpha(attrs, outputs[0]);
    kernels::reference::LinspaceArgs args{.start = attrs.alpha, .delta = {attrs.beta}};
    if (!inputs.empty()) {
        args.start = elementOf(inputs[0], 0);
        for (int i = 0; i < attrs.dims.rank; ++i) args.delta[i] = elementOf(inputs[1], i);
    }
    return kernels::reference::linspace(outputs[0], args);
}

}  // namespace

constinit const LayerDef def{
    .kind = kind,
    .category = Category::Constant,
    .doc = "A constant value or a linear space.",
    .fields = kFields,
    .copyAttrs = attrsCopier<Attrs>,
    .validate = validate,
    .infer = infer,
    .flops = nullptr,
    .reference = reference,
};

}  // namespace planscope::layers::fill
