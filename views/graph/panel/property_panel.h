// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "engine/inspect/graph_snapshot.h"

#include <QWidget>

class QLabel;

namespace planscope::views {
class CopyableTableView;
class EmptyState;
}

namespace planscope::views::graph {

class PropertyTableModel;

/// The properties of the selected node, grouped; long values wrap, rows can be copied with Ctrl+C. For several nodes it says how many and
/// what they take together.
class PropertyPanel : public QWidget {
    Q_OBJECT

public:
    explicit PropertyPanel(QWidget* parent = nullptr);

    /// @param nodes  indices into the snapshot
    void showNodes(const inspect::GraphSnapshotPtr& snapshot, const QList<int>& nodes);

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    void fitColumns();
    void showProperties(const std::vector<inspect::Property>& properties);

    QLabel* m_title = nullptr;
    QLabel* m_subtitle = nullptr;
    PropertyTableModel* m_model = nullptr;
    CopyableTableView* m_table = nullptr;
    EmptyState* m_empty = nullptr;
    int m_nameWidth = 0;   // of the longest name
};

/// What the table shows for one node: the node's own rows first, then its properties, inputs and outputs.
std::vector<inspect::Property> propertiesOf(const inspect::GraphSnapshot& snapshot, int node);

/// What the table shows for several nodes: their number, operators and total time.
std::vector<inspect::Property> propertiesOfMany(const inspect::GraphSnapshot& snapshot, const QList<int>& nodes);

}  // namespace planscope::views::graph
