// SPDX-License-Identifier: Apache-2.0
#include "engine/inspect/node_properties.h"

#include "engine/inspect/format.h"
#include "engine/inspect/weight_statistics.h"

#include <fmt/format.h>

#include <algorithm>

namespace planscope::inspect {

Category categoryOf(const LayerDef& def) {
    static_assert(static_cast<int>(planscope::Category::Convolution) == static_cast<int>(Category::Convolution));
    static_assert(static_cast<int>(planscope::Category::Reformat) == static_cast<int>(Category::Reformat));
    return static_cast<Category>(def.category);
}

void addAttributes(std::vector<Property>& rows, std::string_view group, const LayerDef& def, const Attrs& attrs,
                   std::span<const std::string> bodies) {
    if (!attrs.data()) return;
    for (const AttrField& field : def.fields) {
        const AttrValue value = field.read(attrs.data());
        const Body* const body = std::get_if<Body>(&value);
        std::string text;
        if (!body) text = planscope::toString(value);
        else if (bodies.empty()) text = body->network ? fmt::format("{{{} layers}}", body->network->layerCount()) : "{}";
        else text = bodies.front(), bodies = bodies.subspan(1);
        rows.push_back({std::string(group), std::string(field.name), std::move(text)});
    }
}

std::string describe(const GraphValue& value) {
    std::string out = value.type + ' ' + value.shape;
    if (!value.format.empty()) out += ' ' + value.format;
    return out + ", " + formatBytes(value.bytes);
}

void addTensor(std::vector<Property>& rows, std::string_view group, const GraphValue& value, const Constant* weight) {
    rows.push_back({std::string(group), value.name, describe(value)});
    if (weight) rows.push_back({"Weights", value.name, weightText(*weight)});
}

void addOrigins(std::vector<Property>& rows, std::span<const OriginId> ids, std::span<const Origin> origins) {
    for (const OriginId id : ids)
        if (id < origins.size()) rows.push_back({"ONNX nodes", origins[id].op, origins[id].name});
}

void addConsumer(GraphValue& value, std::int32_t node) {
    if (std::ranges::find(value.consumers, node) == value.consumers.end()) value.consumers.push_back(node);
}

}  // namespace planscope::inspect
