// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/profiler/plots/drift_plot.h"

#include "views/profiler/plots/plot_theme.h"
#include "views/widgets/theme.h"

#include <QEvent>
#include <QMouseEvent>
#include <QToolTip>
#include <QVBoxLayout>

#include <qcustomplot.h>

#include <algorithm>
#include <cmath>

namespace planscope::views::profiler {
namespace {

constexpr double kReachPx = 12;

}  // namespace

DriftPlot::DriftPlot(QWidget* parent) : QWidget(parent) {
    m_plot = new QCustomPlot(this);
    m_plot->setObjectName(QStringLiteral("driftPlot"));
    m_plot->setAccessibleName(tr("Drift from FP32 along the network"));
    m_plot->setInteractions(QCP::iRangeDrag | QCP::iRangeZoom);
    m_plot->axisRect()->setRangeDrag(Qt::Horizontal);
    m_plot->axisRect()->setRangeZoom(Qt::Horizontal);
    m_plot->yAxis->setScaleType(QCPAxis::stLogarithmic);
    m_plot->yAxis->setTicker(QSharedPointer<QCPAxisTickerLog>::create());
    m_plot->yAxis->setNumberFormat(QStringLiteral("eb"));
    m_plot->yAxis->setNumberPrecision(0);
    m_marks = m_plot->addGraph();
    m_marks->setLineStyle(QCPGraph::lsNone);
    m_marks->removeFromLegend();
    m_plot->axisRect()->insetLayout()->setInsetAlignment(0, Qt::AlignTop | Qt::AlignLeft);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(m_plot);
    connect(m_plot, &QCustomPlot::mouseMove, this, [this](QMouseEvent* event) { showPoint(event->position(), event->globalPosition().toPoint()); });
    connect(m_plot, &QCustomPlot::mouseRelease, this, [this](QMouseEvent* event) {
        const Hit hit = hitAt(event->position());
        if (event->button() != Qt::LeftButton || !hit.isOne()) return;
        const auto& point = m_curves[static_cast<std::size_t>(hit.curve)]->points[static_cast<std::size_t>(hit.point)];
        if (!point.origins.empty()) Q_EMIT originsSelected(point.origins);
    });
    connect(m_plot, &QCustomPlot::mouseDoubleClick, this, [this] { fill(); });
    fill();
}

void DriftPlot::setCurves(std::vector<inspect::DriftCurvePtr> curves) {
    m_curves = std::move(curves);
    fill();
}

void DriftPlot::setMeasure(Measure measure) {
    m_measure = measure;
    fill();
}

double DriftPlot::valueOf(const inspect::DriftPoint& point) const {
    return std::max(m_measure == Measure::Angle ? point.angle : point.maxAbs, inspect::kLeastDrift);
}

void DriftPlot::fill() {
    for (QCPGraph* graph : m_graphs) m_plot->removeGraph(graph);
    m_graphs.clear();
    double highest = inspect::kLeastDrift * 100;
    std::size_t longest = 1;
    for (const inspect::DriftCurvePtr& curve : m_curves) {
        QCPGraph* graph = m_plot->addGraph();
        graph->setName(QString::fromStdString(curve->title) + QStringLiteral(" – ") + QString::fromStdString(curve->verdict));
        QVector<double> places, values;
        for (std::size_t i = 0; i < curve->points.size(); ++i) {
            places.append(static_cast<double>(i));
            values.append(valueOf(curve->points[i]));
            highest = std::max(highest, values.back());
        }
        graph->setData(places, values, true);
        longest = std::max(longest, curve->points.size());
        m_graphs.push_back(graph);
    }
    setAxisTitles(*m_plot, tr("tensors in the order of the network, outputs last"), m_measure == Measure::Angle ? tr("1 − cosine") : tr("largest difference"));
    m_plot->xAxis->setRange(-0.5, static_cast<double>(longest) - 0.5);
    m_plot->yAxis->setRange(inspect::kLeastDrift / 2, highest * 30);
    m_plot->legend->setVisible(!m_curves.empty());
    setSelectedOrigins(m_selected);
}

void DriftPlot::setSelectedOrigins(const std::vector<std::uint32_t>& origins) {
    m_selected = origins;
    QVector<double> places, values;
    for (const inspect::DriftCurvePtr& curve : m_curves)
        for (std::size_t i = 0; i < curve->points.size(); ++i) {
            const auto& own = curve->points[i].origins;
            if (std::ranges::none_of(own, [&](std::uint32_t o) { return std::ranges::find(origins, o) != origins.end(); })) continue;
            places.append(static_cast<double>(i));
            values.append(valueOf(curve->points[i]));
        }
    m_marks->setData(places, values);
    applyColors();
}

DriftPlot::Hit DriftPlot::hitAt(QPointF place) const {
    Hit best;
    double nearest = kReachPx;
    for (std::size_t c = 0; c < m_curves.size(); ++c) {
        const int count = static_cast<int>(m_curves[c]->points.size());
        const int middle = static_cast<int>(std::lround(m_plot->xAxis->pixelToCoord(place.x())));
        for (int i = std::max(0, middle - 3); i < std::min(count, middle + 4); ++i) {
            const QPointF at = placeOf({static_cast<int>(c), i});
            const double distance = std::hypot(at.x() - place.x(), at.y() - place.y());
            if (distance >= nearest) continue;
            nearest = distance;
            best = {static_cast<int>(c), i};
        }
    }
    return best;
}

QPointF DriftPlot::placeOf(const Hit& hit) const {
    const double value = valueOf(m_curves[static_cast<std::size_t>(hit.curve)]->points[static_cast<std::size_t>(hit.point)]);
    return {m_plot->xAxis->coordToPixel(hit.point), m_plot->yAxis->coordToPixel(value)};
}

void DriftPlot::showPoint(QPointF place, QPoint globalPlace) {
    const Hit hit = hitAt(place);
    if (!hit.isOne()) return QToolTip::hideText();
    const inspect::DriftCurve& curve = *m_curves[static_cast<std::size_t>(hit.curve)];
    const inspect::DriftPoint& point = curve.points[static_cast<std::size_t>(hit.point)];
    QToolTip::showText(globalPlace, tr("%1\n%2\n1 − cosine %3, largest difference %4")
                                        .arg(QString::fromStdString(point.tensor), QString::fromStdString(curve.title), QString::fromStdString(inspect::driftText(point.angle)),
                                             QString::fromStdString(inspect::driftText(point.maxAbs))), m_plot);
}

void DriftPlot::applyColors() {
    const Theme& theme = themeFor(palette());
    applyTheme(*m_plot, theme);
    for (std::size_t i = 0; i < m_graphs.size(); ++i) {
        const QColor colour = theme.series[i % theme.series.size()];
        m_graphs[i]->setPen(QPen(colour, 1.5));
        m_graphs[i]->setScatterStyle(QCPScatterStyle(QCPScatterStyle::ssDisc, colour, 5));
    }
    m_marks->setScatterStyle(QCPScatterStyle(QCPScatterStyle::ssCircle, QPen(theme.selection, 2), Qt::NoBrush, 12));
    QColor back = theme.canvas;
    back.setAlphaF(0.85F);
    m_plot->legend->setBrush(back);
    m_plot->legend->setBorderPen(QPen(theme.border));
    m_plot->legend->setTextColor(theme.text);
    m_plot->legend->setFont(font());
    m_plot->replot(QCustomPlot::rpQueuedReplot);
}

void DriftPlot::changeEvent(QEvent* event) {
    QWidget::changeEvent(event);
    if (m_marks && (event->type() == QEvent::PaletteChange || event->type() == QEvent::FontChange)) applyColors();
}

}  // namespace planscope::views::profiler
