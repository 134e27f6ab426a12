// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "engine/inspect/profile_snapshot.h"

#include <QWidget>

#include <vector>

class QCPBars;
class QCPItemStraightLine;
class QCPItemText;
class QCustomPlot;
class QTableWidget;

namespace planscope::views::profiler {

/// Histogram of the latencies of the unprofiled inferences with median, p90, p95 and p99, and their values.
class LatencyPage : public QWidget {
    Q_OBJECT

public:
    explicit LatencyPage(QWidget* parent = nullptr);

    void setSnapshot(const inspect::ProfileSnapshotPtr& snapshot);

protected:
    void changeEvent(QEvent* event) override;

private:
    struct Mark {
        QString name;
        double ns = 0;
        QCPItemStraightLine* line = nullptr;
        QCPItemText* text = nullptr;
    };
    void applyColors();
    void drawHistogram(const std::vector<double>& sorted);
    void addMark(const QString& name, double ns, int row);
    void fillValues(const std::vector<double>& sorted);

    QCustomPlot* m_plot = nullptr;
    QCPBars* m_bars = nullptr;
    QTableWidget* m_values = nullptr;
    std::vector<Mark> m_marks;
    double m_unitNs = 1e6;
};

}  // namespace planscope::views::profiler
