// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "engine/inspect/profile_snapshot.h"
#include "views/profiler/model/tactic_wishes.h"
#include "views/widgets/snapshot_table_model.h"

namespace planscope::views::profiler {

/// The alternatives of one layer: what was tried, how fast it was, and why it was not taken.
class CandidateTableModel : public SnapshotTableModel {
    Q_OBJECT

public:
    enum Column { Tactic, Algorithm, Formats, Median, Versus, Samples, Workspace, Status, Wish, Reason };
    static constexpr int kChosenRole = kSortRole + 1;   ///< true for the row that runs
    static constexpr int kMeasuredRole = kSortRole + 2; ///< true for rows with a time

    explicit CandidateTableModel(QObject* parent = nullptr);

    /// @param layer  index into the snapshot's layers; -1: none, the table is empty
    void setLayer(inspect::ProfileSnapshotPtr snapshot, int layer);
    /// Shown beside the candidates that they are about.
    void setWishes(TacticWishes wishes);
    /// "Why this tactic?"; empty if nothing is known.
    QString headline() const;
    int chosenRow() const;

protected:
    QVariant cell(int row, int column, CellRole role) const override;
    QVariant decoration(int row, int column, int role) const override;

private:
    const inspect::LayerCandidates* layer() const;
    QString wishText(int row) const;
    const inspect::CandidateRow& at(int row) const { return layer()->rows[static_cast<std::size_t>(row)]; }

    inspect::ProfileSnapshotPtr m_snapshot;
    int m_layer = -1;
    double m_chosenNs = -1;
    TacticWishes m_wishes;
};

}  // namespace planscope::views::profiler
