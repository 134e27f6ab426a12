// SPDX-License-Identifier: Apache-2.0
#include "engine/onnx/plugin_node.h"

#include "engine/base/check.h"

#include <algorithm>
#include <optional>

namespace planscope::onnx {
namespace {

constexpr std::string_view kVersion = "plugin_version", kNamespace = "plugin_namespace";

std::string textAttribute(const OnnxNode& node, std::string_view name, std::string_view otherwise) {
    const auto at = std::ranges::find(node.attributes, name, &OnnxAttribute::name);
    const auto* const text = at == node.attributes.end() ? nullptr : std::get_if<std::string>(&at->value);
    return text ? *text : std::string(otherwise);
}

using FieldValue = std::optional<decltype(plugins::NamedField::value)>;

/// Nothing where no field can hold the value.
struct ToField {
    FieldValue operator()(std::int64_t value) const { return std::vector{value}; }
    FieldValue operator()(float value) const { return std::vector{static_cast<double>(value)}; }
    FieldValue operator()(const std::string& value) const { return value; }
    FieldValue operator()(const std::vector<std::int64_t>& values) const { return values; }
    FieldValue operator()(const std::vector<float>& values) const { return std::vector<double>(values.begin(), values.end()); }
    template <class Other>
    FieldValue operator()(const Other&) const {
        return std::nullopt;
    }
};

Result<plugins::FieldList> fieldsOf(const OnnxNode& node) {
    plugins::FieldList out;
    for (const OnnxAttribute& attribute : node.attributes) {
        if (attribute.name == kVersion || attribute.name == kNamespace) continue;
        FieldValue value = std::visit(ToField{}, attribute.value);
        PS_CHECK(value, Code::Attribute, "attribute '{}' cannot be a field of a plugin: those are integers, numbers and text", attribute.name);
        out.push_back({attribute.name, *std::move(value)});
    }
    return out;
}

}  // namespace

const plugins::Entry* findPlugin(const OnnxNode& node, const layers::PluginTable* plugins) {
    if (!plugins) return nullptr;
    return plugins->registry().find({node.op, textAttribute(node, kVersion, "1"), textAttribute(node, kNamespace, node.domain)});
}

Result<Outputs> importPlugin(NodeImport& node, const layers::PluginTable& plugins, const plugins::Entry& entry) {
    for (const OnnxAttribute& attribute : node.node().attributes) node.ignore({attribute.name});
    PS_ASSIGN(const plugins::FieldList given, fieldsOf(node.node()));
    PS_ASSIGN(const plugins::LoadedPlugin plugin, plugins::makePlugin(entry, given));
    PS_ASSIGN(const plugins::FieldList fields, plugins::serialized(entry, *plugin));
    layers::plugin::Attrs attrs{entry.id.name, entry.id.version, entry.id.nameSpace, plugins::printFields(fields)};
    PS_ASSIGN(std::vector<TensorId> inputs, node.allInputs());
    return node.finish(plugins.def(), std::move(inputs), Attrs::of(std::move(attrs)));
}

}  // namespace planscope::onnx
