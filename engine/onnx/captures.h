// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/onnx/model.h"

#include <string_view>
#include <vector>

namespace planscope::onnx {

/// The sub-graphs among a node's attributes.
std::vector<const OnnxGraph*> subgraphsOf(const OnnxNode& node);

/// The names that a graph reads, its own sub-graphs included, and does not define: those of the graphs around it. In order of
/// first use, each once.
std::vector<std::string_view> capturedNames(const OnnxGraph& graph);

/// What a node reads: its inputs, then what its sub-graphs capture. Empty names are left out.
std::vector<std::string_view> namesRead(const OnnxNode& node);

}  // namespace planscope::onnx
