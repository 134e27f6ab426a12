// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "engine/inspect/graph_snapshot.h"

#include <string>

namespace planscope::cli {

/// The graph in the DOT language: a box per node, an arrow per tensor, labelled with its shape.
std::string graphText(const inspect::GraphSnapshot& graph);

}  // namespace planscope::cli
