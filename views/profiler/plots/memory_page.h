// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "engine/inspect/profile_snapshot.h"
#include "views/profiler/layout/memory_steps.h"

#include <QList>
#include <QWidget>

#include <vector>

class QCPGraph;
class QCPItemStraightLine;
class QCPItemText;
class QCPItemRect;
class QCustomPlot;
class QLabel;

namespace planscope::views::profiler {

/// Bytes of the arena in use while each step runs, with the size of the arena and the bound that no assignment can beat.
/// A click selects the step.
class MemoryPage : public QWidget {
    Q_OBJECT

public:
    explicit MemoryPage(QWidget* parent = nullptr);

    void setSnapshot(inspect::ProfileSnapshotPtr snapshot);
    void setSelectedSteps(const QList<int>& steps);
    /// The step drawn at a point of the plot, -1 beside the curve.
    int stepAt(QPointF point) const;

Q_SIGNALS:
    void stepsSelected(const QList<int>& steps);

protected:
    void changeEvent(QEvent* event) override;

private:
    struct Level {
        QCPItemStraightLine* line = nullptr;
        QCPItemText* text = nullptr;
    };
    Level makeLevel(Qt::Alignment alignment);
    void setLevel(const Level& level, double bytes, const QString& text);
    void applyColors();
    void showStep(QPointF point, QPoint globalPoint);

    QCustomPlot* m_plot = nullptr;
    QLabel* m_caption = nullptr;
    QCPGraph* m_curve = nullptr;
    Level m_arena, m_bound;
    std::vector<QCPItemRect*> m_marks;
    inspect::ProfileSnapshotPtr m_snapshot;
    std::vector<MemoryStair> m_stairs;
    double m_unit = 1;
};

}  // namespace planscope::views::profiler
