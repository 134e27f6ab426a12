// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "engine/inspect/profile_snapshot.h"
#include "views/widgets/snapshot_table_model.h"

namespace planscope::views::profiler {

/// One row per step of the engine, in step order.
class LayerTableModel : public SnapshotTableModel {
    Q_OBJECT

public:
    enum Column { Step, Name, Kind, Median, Min, P95, Share, Tactic, Formats, Output, Flops, Bytes, OnnxNodes };
    /// Share of the layer sum, 0 to 1, for the bar of the Share column; -1: not measured.
    static constexpr int kShareRole = kSortRole + 1;
    /// Category of the row as int.
    static constexpr int kCategoryRole = kSortRole + 2;

    explicit LayerTableModel(QObject* parent = nullptr);

    void setSnapshot(inspect::ProfileSnapshotPtr snapshot);
    int stepOf(int row) const;
    /// Row of a step, -1 if there is none.
    int rowOf(int step) const;

protected:
    QVariant cell(int row, int column, CellRole role) const override;
    QVariant decoration(int row, int column, int role) const override;

private:
    const inspect::LayerRow& at(int row) const { return m_snapshot->layers[static_cast<std::size_t>(row)]; }

    inspect::ProfileSnapshotPtr m_snapshot;
};

}  // namespace planscope::views::profiler
