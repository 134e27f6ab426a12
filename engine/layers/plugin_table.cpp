// SPDX-License-Identifier: Apache-2.0
#include "engine/layers/plugin_table.h"

#include "engine/layers/layer_table.h"

namespace planscope::layers {

PluginTable::PluginTable(std::shared_ptr<const plugins::Registry> registry)
    : m_def(plugin::bind(std::move(registry))), m_layers(table().begin(), table().end()) {
    for (const LayerDef*& layer : m_layers)
        if (layer->kind == plugin::kind) layer = &m_def;
}

}  // namespace planscope::layers
