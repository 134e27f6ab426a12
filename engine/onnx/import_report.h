// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/onnx/import.h"

#include <map>
#include <string>
#include <vector>

namespace planscope::onnx {

/// What became of all nodes of one operator in one graph.
struct OperatorReport {
    std::string body = {};      ///< empty for the model's own graph, else the network of a sub-graph: "Loop_3.body"
    std::string op;             ///< "Conv", "com.microsoft.Gelu"
    std::size_t imported = 0;
    std::size_t refused = 0;
    std::size_t behind = 0;     ///< not looked at, since an input comes from a refused node
    /// Layers by kind; a node may become none (a constant, or nothing to do) or several.
    std::map<std::string, std::size_t> layers = {};
    /// Why nodes were refused, and how many by the same reason.
    std::map<std::string, std::size_t> reasons = {};

    std::size_t count() const { return imported + refused + behind; }
};

/// One row per graph and operator, by name; the model's own graph comes first.
std::vector<OperatorReport> reportOperators(const ImportResult& result);

/// As a table for a terminal, refused operators with their reasons below.
std::string textOf(const std::vector<OperatorReport>& report);

}  // namespace planscope::onnx
