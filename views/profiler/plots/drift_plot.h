// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "engine/inspect/drift.h"

#include <QWidget>

#include <vector>

class QCPGraph;
class QCustomPlot;

namespace planscope::views::profiler {

/// How far results are from FP32 along the network, a curve per build. A click on a point selects what it comes from.
class DriftPlot : public QWidget {
    Q_OBJECT

public:
    enum class Measure { Angle, MaxAbs };
    struct Hit {
        int curve = -1, point = -1;
        bool isOne() const { return curve >= 0; }
    };

    explicit DriftPlot(QWidget* parent = nullptr);

    void setCurves(std::vector<inspect::DriftCurvePtr> curves);
    void setMeasure(Measure measure);
    /// The point nearest to a place of the plot, within some pixels of it.
    Hit hitAt(QPointF place) const;
    /// Where a point is drawn.
    QPointF placeOf(const Hit& hit) const;
    /// Marks the points of these nodes.
    void setSelectedOrigins(const std::vector<std::uint32_t>& origins);

Q_SIGNALS:
    void originsSelected(const std::vector<std::uint32_t>& origins);

protected:
    void changeEvent(QEvent* event) override;

private:
    double valueOf(const inspect::DriftPoint& point) const;
    void fill();
    void applyColors();
    void showPoint(QPointF place, QPoint globalPlace);

    QCustomPlot* m_plot = nullptr;
    QCPGraph* m_marks = nullptr;
    std::vector<QCPGraph*> m_graphs;
    std::vector<inspect::DriftCurvePtr> m_curves;
    std::vector<std::uint32_t> m_selected;
    Measure m_measure = Measure::Angle;
};

}  // namespace planscope::views::profiler
