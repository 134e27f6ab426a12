// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "engine/inspect/comparison.h"
#include "views/widgets/snapshot_table_model.h"

namespace planscope::desktop {

/// A row per group of layers that two builds have in common or not.
class ComparisonTableModel : public views::SnapshotTableModel {
    Q_OBJECT

public:
    enum Column { Layer, Change, Before, After, Tactic, Format, Precision };

    explicit ComparisonTableModel(QObject* parent);

    void setComparison(inspect::BuildComparisonPtr comparison);
    const inspect::LayerDifference& at(int row) const { return m_comparison->layers[static_cast<std::size_t>(row)]; }

protected:
    QVariant cell(int row, int column, views::CellRole role) const override;
    QVariant decoration(int row, int column, int role) const override;

private:
    inspect::BuildComparisonPtr m_comparison;
};

}  // namespace planscope::desktop
