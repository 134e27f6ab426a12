// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "engine/inspect/graph_snapshot.h"
#include "views/widgets/snapshot_table_model.h"

namespace planscope::views::graph {

/// Properties as a table of names and values; each group starts with a heading row. Groups stand in the order in which
/// they first occur, whatever the order of the properties.
class PropertyTableModel : public SnapshotTableModel {
    Q_OBJECT

public:
    enum Column { Name, Value };
    /// True for the heading rows.
    static constexpr int kHeadingRole = kSortRole + 1;

    explicit PropertyTableModel(QObject* parent = nullptr);

    void setProperties(const std::vector<inspect::Property>& properties);
    bool isHeading(int row) const;

protected:
    QVariant cell(int row, int column, CellRole role) const override;
    QVariant decoration(int row, int column, int role) const override;

private:
    struct Row {
        QString name, value;
        bool isHeading = false;
    };

    std::vector<Row> m_rows;
};

}  // namespace planscope::views::graph
