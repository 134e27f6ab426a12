// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/base/diagnostics.h"
#include "engine/onnx/model.h"

#include <cstddef>
#include <vector>

namespace planscope::onnx {

/// How messages name a node: "node 'conv1' (Conv)"; nameless ones by the first output, "node of 'x' (Conv)".
std::string nodeSubject(const OnnxNode& node);

/// Indices of the nodes so that producers stand before consumers; a sorted file keeps its order. Nodes on or behind a
/// cycle are left out, and the cycle becomes an error. Never recursive; linear but for a logarithm.
std::vector<std::size_t> sortNodes(const OnnxGraph& graph, Diagnostics& diagnostics);

/// Reports names that are defined more than once: initialisers, inputs, outputs of nodes, outputs of the graph.
void checkNames(const OnnxGraph& graph, Diagnostics& diagnostics);

}  // namespace planscope::onnx
