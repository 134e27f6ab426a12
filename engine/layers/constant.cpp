// SPDX-License-Identifier: Apache-2.0
#include "engine/layers/constant.h"

#include "engine/base/check.h"
#include "engine/layers/checks.h"
#include "engine/network/names.h"
#include "kernels/reference/cast.h"

#include <limits>

namespace planscope::layers::constant {
namespace {

AttrValue readInts(const void* attrs) {
    return static_cast<const Attrs*>(attrs)->ints;
}

bool writeInts(void* attrs, const AttrValue& value) {
    const auto* list = std::get_if<std::vector<std::int64_t>>(&value);
    if (list) static_cast<Attrs*>(attrs)->ints = *list;
    return list != nullptr;
}

constexpr AttrField kFields[] = {
    attrField<&Attrs::type>("type", "element type"),
    attrField<&Attrs::dims>("dims", "extents"),
    attrField<&Attrs::values>("values", "elements of floating-point types"),
    {"ints", "elements of the other types", readInts, writeInts},
};

constexpr bool isReal(DataType type) {
    return type == DataType::Float || type == DataType::Half;
}

struct Limits {
    std::int64_t least, most;
};

constexpr Limits limitsOf(DataType type) {
    if (type == DataType::Int8) return {-128, 127};
    if (type == DataType::UInt8) return {0, 255};
    if (type == DataType::Bool) return {0, 1};
    return {std::numeric_limits<std::int32_t>::min(), std::numeric_limits<std::int32_t>::max()};
}

Status validate(const LayerView& layer) {
    PS_TRY(checkInputs(layer, 0, 0));
    const auto& attrs = layer.attrs<Attrs>();
    PS_CHECK(attrs.type != DataType::Fp8, Code::UnsupportedType, "fp8 is not supported");
    PS_ASSIGN(const std::int64_t volume, within("dims", checkedVolume(attrs.dims)));
    const bool real = isReal(attrs.type);
    const std::size_t given = real ? attrs.values.size() : attrs.ints.size();
    const std::size_t others = real ? attrs.ints.size() : attrs.values.size();
    PS_CHECK(given == static_cast<std::size_t>(volume) && others == 0,
             Code::Attribute,
             "{} of {} needs {} elements in '{}', got {}",
             toString(attrs.type),
             toString(attrs.dims),
             volume,
             real ? "values" : "ints",
             given);
    const Limits limits = limitsOf(attrs.type);
    for (const std::int64_t value : attrs.ints)
        PS_CHECK(value >= limits.least && value <= limits.most,
                 Code::Value,
                 "{} is not a value of {}",
                 value,
                 toString(attrs.type));
    return {};
}

Result<std::vector<TensorType>> infer(const LayerView& layer) {
    const auto& attrs = layer.attrs<Attrs>();
    return std::vector<TensorType>{{attrs.type, attrs.dims}};
}

double flops(const LayerView&, std::span<const TensorType>) {
    return 0;
}

/// A view for reading; the cast does not write through its input.
template <class T>
TensorView viewOf(const std::vector<T>& values, DataType type, const Dims& dims) {
    return {const_cast<T*>(values.data()), type, dims, Format::linear()};
}

KernelStatus reference(const LayerView& layer, std::span<const TensorView>, std::span<const TensorView> outputs) {
    const auto& attrs = layer.attrs<Attrs>();
    if (isReal(attrs.type))
        return kernels::reference::cast(viewOf(attrs.values, DataType::Float, attrs.dims), outputs[0]);
    const std::vector<std::int32_t> ints(attrs.ints.begin(), attrs.ints.end());
    return kernels::reference::cast(viewOf(ints, DataType::Int32, attrs.dims), outputs[0]);
}

}  // namespace

constinit const LayerDef def{
    .kind = kind,
    .category = Category::Constant,
    .doc = "A literal.",
    .fields = kFields,
    .copyAttrs = attrsCopier<Attrs>,
    .validate = validate,
    .infer = infer,
    .flops = flops,
    .reference = reference,
};

}  // namespace planscope::layers::constant
