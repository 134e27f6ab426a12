// SPDX-License-Identifier: Apache-2.0
#include "engine/network/layer_def.h"

#include "engine/base/check.h"

#include <algorithm>

namespace planscope {
namespace {

/// 0 while an extent is open: an estimate needs numbers.
double bytesOf(DataType type, const Dims& dims) {
    return !dims.isStatic() ? 0 : static_cast<double>(sizeOf(type)) * static_cast<double>(dims.volume());
}

const AttrField* findField(const LayerDef& def, std::string_view name) {
    for (const AttrField& field : def.fields)
        if (field.name == name) return &field;
    return nullptr;
}

}  // namespace

const LayerDef* findLayerDef(LayerTable table, std::string_view name) {
    const auto at = std::ranges::lower_bound(table, name, {}, [](const LayerDef* def) { return def->kind.name; });
    return at != table.end() && (*at)->kind.name == name ? *at : nullptr;
}

Result<std::optional<std::vector<std::int64_t>>> knownIntegers(const TensorInfo& tensor) {
    if (tensor.constant) {
        PS_ASSIGN(std::vector<std::int64_t> values, tensor.constant->toIntegers());
        return std::optional(std::move(values));
    }
    if (tensor.extents) return std::optional(*tensor.extents);
    return std::nullopt;
}

Result<std::vector<TensorType>> inferOutputs(const LayerView& layer) {
    PS_TRY(layer.def().validate(layer));
    return layer.def().infer(layer);
}

Work workOf(const LayerView& layer, std::span<const TensorType> outputs) {
    Work work;
    for (const TensorInfo& in : layer.inputs()) work.bytes += bytesOf(in.type, in.dims);
    for (const TensorType& out : outputs) work.bytes += bytesOf(out.type, out.dims);
    const bool fixed = std::ranges::all_of(layer.inputs(), [](const TensorInfo& in) { return in.dims.isStatic(); }) &&
                       std::ranges::all_of(outputs, [](const TensorType& out) { return out.dims.isStatic(); });
    if (!fixed) return work;
    if (layer.def().flops) work.flops = layer.def().flops(layer, outputs);
    else
        for (const TensorType& out : outputs) work.flops += static_cast<double>(out.dims.volume());
    return work;
}

Result<Attrs> makeAttrs(const LayerDef& def, std::span<const std::pair<std::string, AttrValue>> values) {
    std::shared_ptr<void> attrs = def.copyAttrs(nullptr);
    for (const auto& [name, value] : values) {
        const AttrField* field = findField(def, name);
        PS_CHECK(field, Code::Attribute, "{} has no attribute '{}'", def.kind.name, name);
        PS_CHECK(field->write(attrs.get(), value), Code::Attribute, "attribute '{}' of {} cannot be {}", name,
                 def.kind.name, toString(value));
    }
    return Attrs::adopt(std::move(attrs));
}

void hashAttrs(Hasher& hasher, const LayerDef& def, const Attrs& attrs) {
    hasher.add(def.kind.id);
    for (const AttrField& field : def.fields) hasher.add(field.name).add(toString(field.read(attrs.data())));
}

bool equalAttrs(const LayerDef& def, const Attrs& a, const Attrs& b) {
    return a.data() == b.data() || std::ranges::all_of(def.fields, [&](const AttrField& field) {
               return field.read(a.data()) == field.read(b.data());
           });
}

}  // namespace planscope
