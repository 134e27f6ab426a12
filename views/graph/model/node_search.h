// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "engine/inspect/graph_snapshot.h"
#include "views/widgets/text_query.h"

#include <QString>

#include <vector>

namespace planscope::views::graph {

/// Finds nodes by name, operator, fused operators, tactic, output names and output shapes. The texts are gathered at the
/// first search; a search over 100 000 nodes then takes a few milliseconds.
class NodeSearch {
public:
    explicit NodeSearch(inspect::GraphSnapshotPtr snapshot = nullptr);

    /// Indices of the nodes that match, ascending; none for an empty or invalid query.
    std::vector<int> find(const TextQuery& query);

private:
    inspect::GraphSnapshotPtr m_snapshot;
    std::vector<QString> m_texts;
};

}  // namespace planscope::views::graph
