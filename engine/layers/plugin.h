// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/network/layer_def.h"
#include "engine/plugins/registry.h"

namespace planscope::layers::plugin {

inline constexpr LayerKind kind{"plugin"};

struct Attrs {
    std::string plugin = {};     ///< its name
    std::string version = "1";
    std::string nameSpace = {};
    std::string fields = {};     ///< as plugins::printFields writes them

    plugins::PluginId id() const { return {plugin, version, nameSpace}; }
};

/// The kind without any library: every plugin is refused by name. PluginTable makes the one that knows libraries.
extern const LayerDef def;

/// The kind with its libraries. Layers and steps point at it, so it must outlive their networks and engines.
struct BoundDef final : LayerDef {
    std::shared_ptr<const plugins::Registry> registry;
};
BoundDef bind(std::shared_ptr<const plugins::Registry> registry);

/// The libraries behind a kind: those of BoundDef, or null. @pre def is of this kind
const plugins::Registry* registryOf(const LayerDef& def);

/// Makes the plugin that a layer names. @errors Code::UnsupportedOperator where it is not loaded, naming what to load;
/// those of plugins::makePlugin
Result<plugins::LoadedPlugin> instance(const LayerDef& def, const Attrs& attrs);

}  // namespace planscope::layers::plugin
