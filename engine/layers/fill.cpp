// SPDX-License-Identifier: Apache-2.0
#include "engine/layers/fill.h"

#include "engine/base/check.h"
#include "engine/layers/checks.h"
#include "engine/layers/enum_words.h"
#include "engine/layers/trace.h"
#include "engine/network/extent.h"
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

constexpr int kDims = 0, kStart = 1, kDelta = 2;

/// Rank of the output, which is known where its extents are not.
Result<int> rankOf(const LayerView& layer) {
    if (layer.inputCount() == 0) return layer.attrs<Attrs>().dims.rank;
    const Dims& list = layer.input(kDims).dims;
    PS_CHECK(list.rank == 1 && !mayReach(list[0], kMaxRank + 1),
             Code::Shape,
             "the dims (input 0) are {}, 1 axis of at most {} is needed",
             toString(list),
             kMaxRank);
    return static_cast<int>(list[0]);
}

Result<Dims> outputDims(const LayerView& layer) {
    if (layer.inputCount() == 0) return layer.attrs<Attrs>().dims;
    PS_ASSIGN(const int rank, rankOf(layer));
    return extentsIn(layer, kDims, "dims", rank);
}

Status validateDims(const LayerView& layer) {
    if (layer.inputCount() == 0) return within("dims", checkedVolume(layer.attrs<Attrs>().dims)).map([](std::int64_t) {});
    PS_TRY(checkType(layer, kDims, DataType::Int32));
    return outputDims(layer).map([](const Dims&) {});
}

Status validateSpace(const LayerView& layer, int rank) {
    const auto& attrs = layer.attrs<Attrs>();
    PS_TRY(checkType(layer, kStart, attrs.type));
    PS_TRY(checkType(layer, kDelta, attrs.type));
    PS_CHECK(extent::mayEqual(extent::volume(layer.input(kStart).dims), 1),
             Code::Shape,
             "the start (input 1) is {}, one element is needed",
             toString(layer.input(kStart).dims));
    PS_CHECK(extent::mayEqual(extent::volume(layer.input(kDelta).dims), rank),
             Code::Shape,
             "the delta (input 2) is {}, {} elements are needed",
             toString(layer.input(kDelta).dims),
             rank);
    return {};
}

/// A linear space of integers takes numbers that are integers of 32 bits.
Status checkWhole(std::string_view name, float value) {
    PS_CHECK(
        value >= -0x1p31F && value < 0x1p31F, Code::Attribute, "{} is {}, which is not a value of i32", name, value);
    return {};
}

Status validate(const LayerView& layer) {
    PS_TRY(checkInputs(layer, 0, 3));
    const auto& attrs = layer.attrs<Attrs>();
    PS_CHECK(attrs.operation == FillOperation::Linspace,
             Code::UnsupportedFeature,
             "operation {} is not supported: its values could not be repeated",
             word(attrs.operation));
    PS_CHECK(layer.inputCount() != 2, Code::Arity, "fill takes start and delta as inputs together, got 2 inputs");
    PS_TRY(validateDims(layer));
    PS_ASSIGN(const int rank, rankOf(layer));
    PS_CHECK(attrs.type != DataType::Fp8, Code::UnsupportedType, "fp8 is not supported");
    const bool hasSpace = layer.inputCount() > kStart, isConstant = !hasSpace && attrs.beta == 0;
    PS_CHECK(isConstant || attrs.type == DataType::Float || attrs.type == DataType::Int32,
             Code::DataType,
             "a linear space is f32 or i32, got {}",
             toString(attrs.type));
    if (hasSpace) return validateSpace(layer, rank);
    if (!isConstant && attrs.type == DataType::Int32) {
        PS_TRY(checkWhole("alpha", attrs.alpha));
        PS_TRY(checkWhole("beta", attrs.beta));
    }
    PS_TRY(checkFinite("beta", attrs.beta));
    PS_CHECK(isConstant || rank == 1,
             Code::Attribute,
             "dims has {} axes, a linear space without inputs has one",
             rank);
    return {};
}

Result<std::vector<TensorType>> infer(const LayerView& layer) {
    PS_ASSIGN(const Dims dims, outputDims(layer));
    return std::vector<TensorType>{{layer.attrs<Attrs>().type, dims}};
}

Trace singleTrace(const LayerView& layer, int input, float attribute) {
    if (layer.inputCount() > input) return traceOf(layer.input(input));
    return std::vector<std::int64_t>{static_cast<std::int64_t>(attribute)};
}

Trace traceExtents(const LayerView& layer) {
    const auto& attrs = layer.attrs<Attrs>();
    const auto dims = outputDims(layer);
    const Trace start = singleTrace(layer, kStart, attrs.alpha), delta = singleTrace(layer, kDelta, attrs.beta);
    if (!dims || !start || !delta || attrs.type != DataType::Int32 || start->size() != 1) return std::nullopt;
    if (dims->rank == 0) return start;
    std::vector<std::int64_t> out;
    for (std::int64_t i = 0; i < (*dims)[0]; ++i)
        out.push_back(extent::add(start->front(), extent::multiply(i, delta->front())));
    return out;
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
    const bool hasSpace = inputs.size() > kStart;
    if (!hasSpace && attrs.beta == 0) return fillWithAlpha(attrs, outputs[0]);
    kernels::reference::LinspaceArgs args{.start = attrs.alpha, .delta = {attrs.beta}};
    if (hasSpace) {
        args.start = elementOf(inputs[kStart], 0);
        for (int i = 0; i < outputs[0].dims.rank; ++i) args.delta[i] = elementOf(inputs[kDelta], i);
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
    .shapeInputs = 1U << kDims,
    .traceExtents = traceExtents,
};

}  // namespace planscope::layers::fill
