// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "engine/inspect/graph_snapshot.h"
#include "views/graph/layout/graph_layout.h"

#include <initializer_list>
#include <string>
#include <vector>

namespace planscope::views::graph::samples {

/// Grows a snapshot node by node; every node has one output of the same index as the node.
class SnapshotBuilder {
public:
    /// @param inputs  nodes whose outputs this node reads
    int add(const std::string& op, inspect::Category category, const std::vector<int>& inputs,
            const std::string& shape = "1x64x56x56");
    /// Links two nodes after the fact, also backwards.
    void connect(int from, int to);
    inspect::GraphNode& node(int index) { return m_snapshot.nodes[static_cast<std::size_t>(index)]; }
    inspect::GraphSnapshotPtr finish(const std::string& title = "Imported");

private:
    inspect::GraphSnapshot m_snapshot;
};

inspect::GraphSnapshotPtr chain(int nodeCount);
/// Convolutional blocks with identity and projection skips.
inspect::GraphSnapshotPtr residual(int nodeCount);
/// The same network after fusion: one node per fused group, with times and tactics. Origins refer to residual().
inspect::GraphSnapshotPtr residualOptimised(int nodeCount);
/// Blocks of four branches that are concatenated.
inspect::GraphSnapshotPtr inception(int nodeCount);
/// Two-way feature pyramids with long skips between levels.
inspect::GraphSnapshotPtr featurePyramid(int nodeCount);
/// Raw exporter shape: one mask and one Shape feed every layer, each layer computes shapes of its own.
inspect::GraphSnapshotPtr transformer(int nodeCount);
/// Every layer of a block reads all earlier ones.
inspect::GraphSnapshotPtr dense(int nodeCount);
inspect::GraphSnapshotPtr disconnected(int partCount, int nodesPerPart);
/// A random acyclic graph. @param reach  how far back inputs may lie
inspect::GraphSnapshotPtr randomDag(unsigned seed, int nodeCount, int mostInputs, int reach);

/// Sizes by approximate character widths.
std::vector<Size> measured(const inspect::GraphSnapshot& snapshot);

}  // namespace planscope::views::graph::samples
