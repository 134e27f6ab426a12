// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "app/desktop/build_history.h"
#include "views/widgets/snapshot_table_model.h"

namespace planscope::desktop {

/// A row per build of the model that is open.
class BuildsTableModel : public views::SnapshotTableModel {
    Q_OBJECT

public:
    enum Column { Number, Configuration, Latency, BuildTime, PlanSize, Layers, Accuracy, When };

    explicit BuildsTableModel(QObject* parent);

    void setBuilds(std::vector<FinishedBuild> builds);

protected:
    QVariant cell(int row, int column, views::CellRole role) const override;
    QVariant decoration(int row, int column, int role) const override;

private:
    std::vector<FinishedBuild> m_builds;
};

}  // namespace planscope::desktop
