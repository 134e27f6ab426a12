// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/profiler/plots/memory_page.h"

#include "engine/inspect/format.h"
#include "views/profiler/plots/plot_theme.h"
#include "views/widgets/theme.h"

#include <QEvent>
#include <QLabel>
#include <QMouseEvent>
#include <QToolTip>
#include <QVBoxLayout>

#include <qcustomplot.h>

#include <algorithm>
#include <cmath>

namespace planscope::views::profiler {
namespace {

constexpr std::size_t kMaxStairs = 2000;
constexpr int kMaxMarks = 64;

QString bytesText(std::uint64_t bytes) { return QString::fromStdString(inspect::formatBytes(bytes)); }

struct Unit {
    double size;
    const char* name;
};
constexpr Unit kUnits[] = {{1073741824.0, "GiB"}, {1048576.0, "MiB"}, {1024.0, "KiB"}, {1.0, "B"}};

}  // namespace

MemoryPage::MemoryPage(QWidget* parent) : QWidget(parent) {
    m_plot = new QCustomPlot(this);
    m_plot->setObjectName(QStringLiteral("memoryPlot"));
    m_plot->setAccessibleName(tr("Memory in use during each step"));
    m_plot->setInteractions(QCP::iRangeDrag | QCP::iRangeZoom);
    m_plot->axisRect()->setRangeDrag(Qt::Horizontal);
    m_plot->axisRect()->setRangeZoom(Qt::Horizontal);
    m_curve = m_plot->addGraph();
    m_curve->setLineStyle(QCPGraph::lsStepLeft);
    m_arena = makeLevel(Qt::AlignRight | Qt::AlignBottom);
    m_bound = makeLevel(Qt::AlignLeft | Qt::AlignTop);
    m_caption = new QLabel(this);
    m_caption->setObjectName(QStringLiteral("memoryCaption"));
    m_caption->setContentsMargins(8, 3, 8, 3);
    m_caption->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);

    auto* const column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_caption);
    column->addWidget(m_plot, 1);
    connect(m_plot, &QCustomPlot::mouseMove, this,
            [this](QMouseEvent* event) { showStep(event->position(), event->globalPosition().toPoint()); });
    connect(m_plot, &QCustomPlot::mouseRelease, this, [this](QMouseEvent* event) {
        const int step = stepAt(event->position());
        if (event->button() == Qt::LeftButton && step >= 0) Q_EMIT stepsSelected({step});
    });
    connect(m_plot, &QCustomPlot::mouseDoubleClick, this, [this] {
        m_plot->xAxis->setRange(0, m_snapshot ? static_cast<double>(m_snapshot->memory.size()) : 1);
        m_plot->replot(QCustomPlot::rpQueuedReplot);
    });
    applyColors();
}

MemoryPage::Level MemoryPage::makeLevel(Qt::Alignment alignment) {
    Level level{new QCPItemStraightLine(m_plot), new QCPItemText(m_plot)};
    level.text->position->setTypeX(QCPItemPosition::ptAxisRectRatio);
    level.text->position->setTypeY(QCPItemPosition::ptPlotCoords);
    level.text->setPositionAlignment(alignment);
    level.text->setPadding(QMargins(6, 0, 6, 2));
    return level;
}

void MemoryPage::setLevel(const Level& level, double bytes, const QString& text) {
    level.line->point1->setCoords(0, bytes / m_unit);
    level.line->point2->setCoords(1, bytes / m_unit);
    const bool isRight = level.text->positionAlignment() & Qt::AlignRight;
    level.text->position->setCoords(isRight ? 1 : 0, bytes / m_unit);
    level.text->setText(text);
}

void MemoryPage::setSnapshot(inspect::ProfileSnapshotPtr snapshot) {
    m_snapshot = std::move(snapshot);
    setSelectedSteps({});
    m_stairs = m_snapshot ? memoryStairs(m_snapshot->memory, kMaxStairs) : std::vector<MemoryStair>();
    const std::uint64_t arena = m_snapshot ? m_snapshot->arenaBytes : 0, bound = m_snapshot ? m_snapshot->arenaLowerBound : 0;
    std::uint64_t highest = std::max<std::uint64_t>({1, arena, bound});
    for (const MemoryStair& stair : m_stairs) highest = std::max(highest, stair.bytes);
    const Unit* const unit = std::ranges::find_if(kUnits, [&](const Unit& u) { return static_cast<double>(highest) >= u.size; });
    m_unit = unit->size;
    QVector<double> steps, values;
    for (const MemoryStair& stair : m_stairs) {
        steps.append(stair.firstStep);
        values.append(static_cast<double>(stair.bytes) / m_unit);
    }
    if (!m_stairs.empty()) {
        steps.append(m_stairs.back().endStep);
        values.append(values.back());
    }
    m_curve->setData(steps, values, true);
    setLevel(m_arena, static_cast<double>(arena), tr("arena %1").arg(bytesText(arena)));
    setLevel(m_bound, static_cast<double>(bound), tr("lower bound %1").arg(bytesText(bound)));
    setAxisTitles(*m_plot, tr("step"), QString::fromLatin1(unit->name));
    m_plot->xAxis->setRange(0, steps.isEmpty() ? 1 : steps.back());
    m_plot->yAxis->setRange(0, static_cast<double>(highest) / m_unit * 1.18);
    const double excess = bound > 0 ? static_cast<double>(arena) / static_cast<double>(bound) : -1;
    QString caption = tr("Arena %1, lower bound %2").arg(bytesText(arena), bytesText(bound));
    if (excess >= 0) caption += tr(" (%1 × of it)").arg(excess, 0, 'f', 2);
    if (m_snapshot) caption += tr(" · weights %1").arg(bytesText(m_snapshot->weightBytes));
    m_caption->setText(caption);
    m_plot->replot(QCustomPlot::rpQueuedReplot);
}

void MemoryPage::setSelectedSteps(const QList<int>& steps) {
    for (QCPItemRect* const mark : m_marks) m_plot->removeItem(mark);
    m_marks.clear();
    for (const int step : steps.mid(0, kMaxMarks)) {
        auto* const mark = new QCPItemRect(m_plot);
        mark->topLeft->setTypeY(QCPItemPosition::ptAxisRectRatio);
        mark->bottomRight->setTypeY(QCPItemPosition::ptAxisRectRatio);
        mark->topLeft->setCoords(step, 0);
        mark->bottomRight->setCoords(step + 1, 1);
        m_marks.push_back(mark);
    }
    applyColors();
}

int MemoryPage::stepAt(QPointF point) const {
    if (!m_snapshot || !m_plot->axisRect()->rect().contains(point.toPoint())) return -1;
    const int step = static_cast<int>(std::floor(m_plot->xAxis->pixelToCoord(point.x())));
    return step >= 0 && step < static_cast<int>(m_snapshot->memory.size()) ? step : -1;
}

void MemoryPage::showStep(QPointF point, QPoint globalPoint) {
    const int step = stepAt(point);
    if (step < 0) return QToolTip::hideText();
    const auto index = static_cast<std::size_t>(step);
    const QString name = index < m_snapshot->layers.size() ? QString::fromStdString(m_snapshot->layers[index].name) : QString();
    QToolTip::showText(globalPoint, tr("Step %1: %2\n%3 in use").arg(step).arg(name, bytesText(m_snapshot->memory[index].liveBytes)), m_plot);
}

void MemoryPage::applyColors() {
    const Theme& theme = themeFor(palette());
    applyTheme(*m_plot, theme);
    QColor fill = theme.series[0];
    fill.setAlphaF(0.25F);
    m_curve->setPen(QPen(theme.series[0], 1.5));
    m_curve->setBrush(fill);
    m_arena.line->setPen(QPen(theme.series[1], 1));
    m_arena.text->setColor(theme.text);
    m_bound.line->setPen(QPen(theme.mutedText, 1, Qt::DashLine));
    m_bound.text->setColor(theme.mutedText);
    for (const Level& level : {m_arena, m_bound}) level.text->setFont(font());
    QColor mark = theme.selection;
    mark.setAlphaF(0.35F);
    for (QCPItemRect* const item : m_marks) {
        item->setPen(QPen(theme.selection));
        item->setBrush(mark);
    }
    m_plot->replot(QCustomPlot::rpQueuedReplot);
}

void MemoryPage::changeEvent(QEvent* event) {
    QWidget::changeEvent(event);
    if (m_plot && m_bound.text && (event->type() == QEvent::PaletteChange || event->type() == QEvent::FontChange)) applyColors();
}

}  // namespace planscope::views::profiler
