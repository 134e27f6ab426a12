// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/layers/plugin.h"

#include <vector>

namespace planscope::layers {

/// Every layer kind, with `plugin` bound to libraries: what readers of plans and texts and the importer take where plugins
/// may occur. Networks and engines that were made with it point into it, so it must outlive them.
class PluginTable {
public:
    explicit PluginTable(std::shared_ptr<const plugins::Registry> registry);
    PluginTable(const PluginTable&) = delete;
    PluginTable& operator=(const PluginTable&) = delete;

    LayerTable layers() const { return m_layers; }
    const LayerDef& def() const { return m_def; }
    const plugins::Registry& registry() const { return *m_def.registry; }

private:
    plugin::BoundDef m_def;
    std::vector<const LayerDef*> m_layers;
};

}  // namespace planscope::layers
