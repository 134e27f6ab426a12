// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/profiler/plots/latency_page.h"

#include "engine/inspect/format.h"
#include "engine/inspect/statistics.h"
#include "views/profiler/plots/plot_theme.h"
#include "views/widgets/theme.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QTableWidget>

#include <qcustomplot.h>

#include <numeric>

namespace planscope::views::profiler {
namespace {

constexpr std::size_t kMaxBins = 120;

struct Percentile {
    const char* name;
    double share;
};
constexpr Percentile kMarked[] = {{"p90", 0.90}, {"p95", 0.95}, {"p99", 0.99}};

QString duration(double ns) { return QString::fromStdString(inspect::formatDuration(ns)); }

}  // namespace

LatencyPage::LatencyPage(QWidget* parent) : QWidget(parent) {
    m_plot = new QCustomPlot(this);
    m_plot->setObjectName(QStringLiteral("latencyPlot"));
    m_plot->setAccessibleName(tr("Histogram of latencies"));
    m_plot->setToolTip(tr("Drag to move, wheel to zoom, double click to show all"));
    m_plot->setInteractions(QCP::iRangeDrag | QCP::iRangeZoom);
    m_plot->axisRect()->setRangeDrag(Qt::Horizontal);
    m_plot->axisRect()->setRangeZoom(Qt::Horizontal);
    m_bars = new QCPBars(m_plot->xAxis, m_plot->yAxis);
    connect(m_plot, &QCustomPlot::mouseDoubleClick, this, [this] {
        m_plot->xAxis->rescale();
        m_plot->replot(QCustomPlot::rpQueuedReplot);
    });

    m_values = new QTableWidget(0, 2, this);
    m_values->setObjectName(QStringLiteral("latencyValues"));
    m_values->setAccessibleName(tr("Latency values"));
    m_values->setHorizontalHeaderLabels({tr("Latency"), tr("Value")});
    m_values->horizontalHeader()->setSectionResizeMode(0, QHeaderView::Stretch);
    m_values->horizontalHeader()->setSectionResizeMode(1, QHeaderView::ResizeToContents);
    m_values->horizontalHeader()->setHighlightSections(false);
    m_values->verticalHeader()->hide();
    m_values->verticalHeader()->setDefaultSectionSize(fontMetrics().height() + 6);
    m_values->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_values->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_values->setShowGrid(false);
    m_values->setAlternatingRowColors(true);
    m_values->setTabKeyNavigation(false);
    m_values->setFixedWidth(210);

    auto* const row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(0);
    row->addWidget(m_plot, 1);
    row->addWidget(m_values);
    applyColors();
}

void LatencyPage::setSnapshot(const inspect::ProfileSnapshotPtr& snapshot) {
    for (const Mark& mark : m_marks) {
        m_plot->removeItem(mark.line);
        m_plot->removeItem(mark.text);
    }
    m_marks.clear();
    const std::vector<double> sorted = snapshot ? inspect::sortedCopy(snapshot->latenciesNs) : std::vector<double>();
    drawHistogram(sorted);
    fillValues(sorted);
    applyColors();
}

void LatencyPage::drawHistogram(const std::vector<double>& sorted) {
    const double middle = inspect::median(sorted);
    m_unitNs = middle >= 1e9 ? 1e9 : middle >= 1e6 ? 1e6 : 1e3;
    const inspect::Histogram histogram = inspect::makeHistogram(sorted, kMaxBins);
    QVector<double> centres, counts;
    for (std::size_t i = 0; i < histogram.counts.size(); ++i) {
        centres.append((histogram.begin + (static_cast<double>(i) + 0.5) * histogram.binWidth) / m_unitNs);
        counts.append(static_cast<double>(histogram.counts[i]));
    }
    m_bars->setData(centres, counts, true);
    m_bars->setWidth(histogram.binWidth / m_unitNs * 0.92);
    const QString unit = m_unitNs >= 1e9 ? tr("s") : m_unitNs >= 1e6 ? tr("ms") : tr("µs");
    QString title = tr("latency, %1").arg(unit);
    if (histogram.above > 0) title += tr(" · slower ones beyond the right edge: %1").arg(histogram.above);
    setAxisTitles(*m_plot, title, tr("inferences"));
    if (sorted.empty()) return;
    const double begin = histogram.begin / m_unitNs, end = histogram.end() / m_unitNs;
    m_plot->xAxis->setRange(begin - (end - begin) * 0.02, end + (end - begin) * 0.02);
    const double tallest = counts.isEmpty() ? 1 : *std::ranges::max_element(counts);
    m_plot->yAxis->setRange(0, tallest * 1.35);
    addMark(tr("median"), middle, 0);
    int line = 1;
    for (const Percentile& mark : kMarked) addMark(QString::fromLatin1(mark.name), inspect::percentile(sorted, mark.share), line++);
}

/// A vertical line with its name; the names stand one below the other so that close percentiles stay readable.
void LatencyPage::addMark(const QString& name, double ns, int row) {
    Mark mark{name, ns, new QCPItemStraightLine(m_plot), new QCPItemText(m_plot)};
    mark.line->point1->setCoords(ns / m_unitNs, 0);
    mark.line->point2->setCoords(ns / m_unitNs, 1);
    mark.text->position->setTypeX(QCPItemPosition::ptPlotCoords);
    mark.text->position->setTypeY(QCPItemPosition::ptAxisRectRatio);
    mark.text->position->setCoords(ns / m_unitNs, 0.02 + 0.075 * row);
    const bool isRightHalf = ns / m_unitNs > m_plot->xAxis->range().center();
    mark.text->setPositionAlignment(Qt::AlignTop | (isRightHalf ? Qt::AlignRight : Qt::AlignLeft));
    mark.text->setPadding(QMargins(4, 0, 4, 0));
    mark.text->setText(name + u' ' + duration(ns));
    mark.text->setClipToAxisRect(true);
    m_marks.push_back(mark);
}

void LatencyPage::fillValues(const std::vector<double>& sorted) {
    m_values->setRowCount(0);
    if (sorted.empty()) return;
    const double mean = std::accumulate(sorted.begin(), sorted.end(), 0.0) / static_cast<double>(sorted.size());
    const std::pair<QString, QString> rows[] = {
        {tr("inferences"), QString::number(sorted.size())},
        {tr("min"), duration(sorted.front())},
        {tr("median"), duration(inspect::median(sorted))},
        {tr("mean"), duration(mean)},
        {tr("p90"), duration(inspect::percentile(sorted, 0.90))},
        {tr("p95"), duration(inspect::percentile(sorted, 0.95))},
        {tr("p99"), duration(inspect::percentile(sorted, 0.99))},
        {tr("max"), duration(sorted.back())}};
    for (const auto& [name, value] : rows) {
        const int row = m_values->rowCount();
        m_values->insertRow(row);
        m_values->setItem(row, 0, new QTableWidgetItem(name));
        auto* const cell = new QTableWidgetItem(value);
        cell->setTextAlignment(Qt::AlignRight | Qt::AlignVCenter);
        m_values->setItem(row, 1, cell);
    }
}

void LatencyPage::applyColors() {
    const Theme& theme = themeFor(palette());
    applyTheme(*m_plot, theme);
    QColor fill = theme.series[0];
    fill.setAlphaF(0.75F);
    m_bars->setPen(Qt::NoPen);
    m_bars->setBrush(fill);
    for (std::size_t i = 0; i < m_marks.size(); ++i) {
        const QColor color = i == 0 ? theme.good : i + 1 == m_marks.size() ? theme.error : theme.warning;
        m_marks[i].line->setPen(QPen(color, 1, i == 0 ? Qt::SolidLine : Qt::DashLine));
        m_marks[i].text->setColor(color);
        QColor plate = theme.canvas;
        plate.setAlphaF(0.85F);
        m_marks[i].text->setBrush(plate);
        m_marks[i].text->setFont(font());
    }
    m_plot->replot(QCustomPlot::rpQueuedReplot);
}

void LatencyPage::changeEvent(QEvent* event) {
    QWidget::changeEvent(event);
    if (m_plot && (event->type() == QEvent::PaletteChange || event->type() == QEvent::FontChange)) applyColors();
}

}  // namespace planscope::views::profiler
