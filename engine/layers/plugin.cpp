// SPDX-License-Identifier: Apache-2.0
#include "engine/layers/plugin.h"

#include "engine/base/check.h"
#include "engine/layers/checks.h"
#include "engine/layers/plugin_extents.h"
#include "engine/plugins/guard.h"
#include "engine/plugins/host_run.h"

#include <limits>

namespace planscope::layers::plugin {
namespace {

constexpr int kMaxOutputs = 64;

constexpr AttrField kFields[] = {
    attrField<&Attrs::plugin>("plugin", "name of the plugin"),
    attrField<&Attrs::version>("version", "version of the plugin"),
    attrField<&Attrs::nameSpace>("namespace", "namespace of the plugin; that of an ONNX node is its domain"),
    attrField<&Attrs::fields>("fields", "the plugin's own attributes: \"slope=0.5, sizes=[1,2]\""),
};

Error notLoaded(const plugins::Registry* registry, const plugins::PluginId& id) {
    const std::string others = registry ? registry->otherVersions(id) : std::string();
    const std::string loaded = others.empty() ? "" : fmt::format("; what is loaded is version {}", others);
    return {Code::UnsupportedOperator, {}, fmt::format("{} is not loaded{}", id.text(), loaded),
            fmt::format("Load the library that has {} with --plugins=FILE.so.", id.text())};
}

Status validate(const LayerView& layer) {
    PS_TRY(checkInputs(layer, 0, std::numeric_limits<int>::max()));
    const auto& attrs = layer.attrs<Attrs>();
    PS_ASSIGN(const plugins::LoadedPlugin plugin, instance(layer.def(), attrs));
    PS_ASSIGN(const int outputs, within(attrs.id().text(), plugins::guarded(Code::Arity, [&] { return plugin->outputCount(); })));
    PS_CHECK(outputs >= 1 && outputs <= kMaxOutputs, Code::Arity, "{} has {} outputs, 1 to {} are possible", attrs.id().text(), outputs,
             kMaxOutputs);
    return {};
}

Result<TensorType> outputType(const plugins::Plugin& plugin, int index, std::span<const DataType> types, std::span<const Dims> dims) {
    const auto count = static_cast<int>(types.size());
    TensorType out;
    PS_ASSIGN(out.type, plugins::guarded(Code::DataType, [&] { return plugin.outputType(index, types.data(), count); }));
    PS_CHECK(static_cast<int>(out.type) < kDataTypeCount && out.type != DataType::Fp8, Code::DataType,
             "its output {} has the type number {}, which does not exist", index, static_cast<int>(out.type));
    PS_ASSIGN(out.dims, plugins::guarded(Code::Shape, [&] {
                  return plugin.outputDimensions(index, dims.data(), count, PluginExtents{});
              }));
    PS_TRY(within(fmt::format("output {}", index), checkPluginDims(out.dims)));
    return out;
}

Result<std::vector<TensorType>> infer(const LayerView& layer) {
    const auto& attrs = layer.attrs<Attrs>();
    PS_ASSIGN(const plugins::LoadedPlugin plugin, instance(layer.def(), attrs));
    std::vector<DataType> types;
    std::vector<Dims> dims;
    for (const TensorInfo& input : layer.inputs()) {
        types.push_back(input.type);
        dims.push_back(input.dims);
    }
    std::vector<TensorType> out;
    for (int i = 0; i < plugin->outputCount(); ++i) {
        PS_ASSIGN(out.emplace_back(), within(attrs.id().text(), outputType(*plugin, i, types, dims)));
    }
    return out;
}

/// The plugin itself, on Linear tensors in host memory.
KernelStatus reference(const LayerView& layer, std::span<const TensorView> inputs, std::span<const TensorView> outputs) {
    const auto plugin = instance(layer.def(), layer.attrs<Attrs>());
    if (!plugin) return KernelStatus::BackendFailed;
    auto run = plugins::HostRun::prepare(**plugin, plugins::describe(inputs), plugins::describe(outputs));
    if (!run) return KernelStatus::BadArgument;
    std::vector<std::byte> workspace(run->workspaceBytes());
    return run->execute(inputs, outputs, workspace.data());
}

}  // namespace

const plugins::Registry* registryOf(const LayerDef& layer) {
    return &layer == &def ? nullptr : static_cast<const BoundDef&>(layer).registry.get();
}

Result<plugins::LoadedPlugin> instance(const LayerDef& layer, const Attrs& attrs) {
    const plugins::Registry* const registry = registryOf(layer);
    const plugins::Entry* const entry = registry ? registry->find(attrs.id()) : nullptr;
    if (!entry) return fail(notLoaded(registry, attrs.id()));
    PS_ASSIGN(const plugins::FieldList fields, within(attrs.id().text(), plugins::parseFields(attrs.fields)));
    return plugins::makePlugin(*entry, fields);
}

constinit const LayerDef def{
    .kind = kind,
    .category = Category::Control,
    .doc = "A layer that a shared library brings, see docs/plugins.md.",
    .fields = kFields,
    .copyAttrs = attrsCopier<Attrs>,
    .validate = validate,
    .infer = infer,
    .flops = nullptr,
    .reference = reference,
    .whySinglePrecision = "its library works on single precision",
};

BoundDef bind(std::shared_ptr<const plugins::Registry> registry) { return {def, std::move(registry)}; }

}  // namespace planscope::layers::plugin
