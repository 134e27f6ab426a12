// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/layers/plugin_table.h"
#include "engine/onnx/node_import.h"

namespace planscope::onnx {

/// The plugin that a node without importer names: operator = name, domain or attribute plugin_namespace = namespace,
/// attribute plugin_version = version (default "1"). Null where it is not loaded.
const plugins::Entry* findPlugin(const OnnxNode& node, const layers::PluginTable* plugins);

/// Makes a plugin layer of a node; its other attributes become the plugin's fields.
/// @errors Code::Attribute for an attribute that no field can hold, and those of the plugin
Result<Outputs> importPlugin(NodeImport& node, const layers::PluginTable& plugins, const plugins::Entry& entry);

}  // namespace planscope::onnx
