// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/profiler/panel/profiler_panel.h"

#include "engine/inspect/summary_text.h"
#include "views/profiler/plots/latency_page.h"
#include "views/profiler/panel/layers_page.h"
#include "views/profiler/plots/memory_page.h"
#include "views/profiler/timeline/timeline_widget.h"
#include "views/widgets/empty_state.h"

#include <QAction>
#include <QFileDialog>
#include <QHBoxLayout>
#include <QLabel>
#include <QMessageBox>
#include <QSaveFile>
#include <QSplitter>
#include <QStackedWidget>
#include <QTabWidget>
#include <QToolButton>

namespace planscope::views::profiler {
namespace {

QToolButton* makeButton(QWidget* parent, QAction* action) {
    auto* const button = new QToolButton(parent);
    button->setDefaultAction(action);
    button->setAutoRaise(true);
    button->setAccessibleName(action->toolTip());
    button->setFocusPolicy(Qt::TabFocus);
    return button;
}

/// A label that never asks for more room than there is; the whole text is in its tool tip.
QLabel* makeSqueezableLabel(QWidget* parent, const char* name) {
    auto* const label = new QLabel(parent);
    label->setObjectName(QLatin1String(name));
    label->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);
    label->setTextFormat(Qt::PlainText);
    return label;
}

}  // namespace

ProfilerPanel::ProfilerPanel(QWidget* parent) : QWidget(parent) {
    setObjectName(QStringLiteral("profilerPanel"));
    auto* const bar = new QWidget(this);
    makeTopBar(bar);
    m_noEngine = new EmptyState(tr("No engine yet"),
                                tr("Open a model and press Build. The profiler then shows where the time goes, layer by layer."), this);
    m_noEngine->setObjectName(QStringLiteral("noEngine"));
    m_noEngine->setAction(tr("Build"), tr("Build an engine from the open model"));
    m_pages = new QStackedWidget(this);
    m_pages->addWidget(m_noEngine);
    m_pages->addWidget(makeMeasuredPage());
    auto* const column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(bar);
    column->addWidget(m_pages, 1);

    connect(m_noEngine, &EmptyState::actionRequested, this, &ProfilerPanel::buildRequested);
    connect(m_noTimeline, &EmptyState::actionRequested, this, &ProfilerPanel::profileRequested);
    connect(m_timeline, &TimelineWidget::stepsSelected, this, [this](const QList<int>& s) { selectFrom(m_timeline, s); });
    connect(m_layers, &LayersPage::tacticWanted, this, &ProfilerPanel::tacticWanted);
    connect(m_layers, &LayersPage::stepsSelected, this, [this](const QList<int>& s) { selectFrom(m_layers, s); });
    connect(m_memory, &MemoryPage::stepsSelected, this, [this](const QList<int>& s) { selectFrom(nullptr, s); });
    connect(m_timeline, &TimelineWidget::rangeChanged, this, [this](const QString& text) {
        m_range = text;
        m_sentence->setText(text);
    });
    connect(m_timeline, &TimelineWidget::sentenceChanged, this, [this](const QString& text) {
        m_sentence->setText(text.isEmpty() ? m_range : text);
        Q_EMIT sentenceChanged(text);
    });
    showPages();
}

QAction* ProfilerPanel::makeAction(const char* name, const QString& text, const QString& toolTip) {
    auto* const action = new QAction(text, this);
    action->setObjectName(QLatin1String(name));
    action->setToolTip(toolTip);
    addAction(action);
    return action;
}

void ProfilerPanel::makeTopBar(QWidget* bar) {
    m_trust = makeSqueezableLabel(bar, "trustLine");
    m_trust->setAccessibleName(tr("What was measured"));
    m_trust->setToolTip(tr("Latencies are measured without the profiler; the layer sum comes from the profiled run. "
                           "Close to 100 % means that the layer times explain the whole inference."));
    m_export = makeAction("exportCsv", tr("Export CSV…"), tr("Write the layer table as shown to a CSV file"));
    m_zoomIn = makeAction("timelineZoomIn", tr("+"), tr("Zoom into the timeline (W, wheel)"));
    m_zoomOut = makeAction("timelineZoomOut", tr("−"), tr("Zoom out of the timeline (S, wheel)"));
    m_fit = makeAction("timelineFit", tr("Fit"), tr("Show the whole recording (Home; F: current slice)"));
    auto* const filter = makeAction("focusLayerFilter", tr("Filter layers"), tr("Go to the filter of the layer table (Ctrl+L)"));
    filter->setShortcut(QKeySequence(Qt::CTRL | Qt::Key_L));
    filter->setShortcutContext(Qt::WidgetWithChildrenShortcut);
    connect(m_export, &QAction::triggered, this, &ProfilerPanel::askForCsvFile);
    connect(filter, &QAction::triggered, this, [this] {
        m_tabs->setCurrentIndex(0);
        m_layers->focusFilter();
    });
    auto* const row = new QHBoxLayout(bar);
    row->setContentsMargins(8, 2, 4, 2);
    row->setSpacing(2);
    row->addWidget(m_trust, 1);
    for (QAction* const action : {m_zoomOut, m_zoomIn, m_fit, m_export}) row->addWidget(makeButton(bar, action));
}

QWidget* ProfilerPanel::makeMeasuredPage() {
    m_timeline = new TimelineWidget(this);
    m_noTimeline = new EmptyState(tr("Not measured yet"), tr("Press Profile to run the engine and record when each layer runs."), this);
    m_noTimeline->setObjectName(QStringLiteral("noTimeline"));
    m_noTimeline->setAction(tr("Profile"), tr("Run the engine with the profiler"));
    m_timelineStack = new QStackedWidget(this);
    m_timelineStack->addWidget(m_timeline);
    m_timelineStack->addWidget(m_noTimeline);
    m_sentence = makeSqueezableLabel(this, "timelineSentence");
    m_sentence->setAccessibleName(tr("Slice or range of the timeline"));
    m_sentence->setContentsMargins(8, 1, 8, 2);
    auto* const upper = new QWidget(this);
    auto* const column = new QVBoxLayout(upper);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_timelineStack, 1);
    column->addWidget(m_sentence);

    m_layers = new LayersPage(this);
    m_latency = new LatencyPage(this);
    auto* const noLatency = new EmptyState(tr("No latencies yet"), tr("Press Profile to measure how long whole inferences take."), this);
    m_latencyStack = new QStackedWidget(this);
    m_latencyStack->addWidget(m_latency);
    m_latencyStack->addWidget(noLatency);
    m_memory = new MemoryPage(this);
    m_tabs = new QTabWidget(this);
    m_tabs->setObjectName(QStringLiteral("profilerTabs"));
    m_tabs->setDocumentMode(true);
    m_tabs->addTab(m_layers, tr("&Layers"));
    m_tabs->addTab(m_latencyStack, tr("L&atency"));
    m_tabs->addTab(m_memory, tr("&Memory"));

    m_splitter = new QSplitter(Qt::Vertical, this);
    m_splitter->setObjectName(QStringLiteral("profilerSplitter"));
    m_splitter->addWidget(upper);
    m_splitter->addWidget(m_tabs);
    m_splitter->setCollapsible(1, false);
    m_splitter->setStretchFactor(0, 0);
    m_splitter->setStretchFactor(1, 1);
    m_splitter->setSizes({130, 400});
    connect(m_zoomIn, &QAction::triggered, m_timeline, &TimelineWidget::zoomIn);
    connect(m_zoomOut, &QAction::triggered, m_timeline, &TimelineWidget::zoomOut);
    connect(m_fit, &QAction::triggered, m_timeline, &TimelineWidget::fitAll);
    return m_splitter;
}

void ProfilerPanel::setSnapshot(inspect::ProfileSnapshotPtr snapshot) {
    m_snapshot = std::move(snapshot);
    m_selected.clear();
    m_timeline->setSnapshot(m_snapshot);
    m_layers->setSnapshot(m_snapshot);
    m_latency->setSnapshot(m_snapshot);
    m_memory->setSnapshot(m_snapshot);
    showPages();
}

void ProfilerPanel::showPages() {
    const bool hasTimes = m_snapshot && !m_timeline->scene().isEmpty();
    m_pages->setCurrentIndex(m_snapshot ? 1 : 0);
    m_timelineStack->setCurrentIndex(hasTimes ? 0 : 1);
    m_sentence->setVisible(hasTimes);
    m_latencyStack->setCurrentIndex(m_snapshot && !m_snapshot->latenciesNs.empty() ? 0 : 1);
    for (QAction* const action : {m_zoomIn, m_zoomOut, m_fit}) action->setEnabled(hasTimes);
    m_export->setEnabled(m_snapshot != nullptr);
    m_trust->setText(m_snapshot ? QString::fromStdString(inspect::trustLine(*m_snapshot)) : tr("Nothing measured"));
}

void ProfilerPanel::setSelectedSteps(const QList<int>& steps) {
    if (steps == m_selected) return;
    m_selected = steps;
    m_timeline->setSelectedSteps(steps);
    m_layers->setSelectedSteps(steps);
    m_memory->setSelectedSteps(steps);
}

void ProfilerPanel::selectFrom(QObject* source, const QList<int>& steps) {
    m_selected = steps;
    if (source != m_timeline) m_timeline->setSelectedSteps(steps);
    if (source != m_layers) m_layers->setSelectedSteps(steps);
    m_memory->setSelectedSteps(steps);
    Q_EMIT stepsSelected(steps);
}

void ProfilerPanel::setWishes(TacticWishes wishes) { m_layers->setWishes(std::move(wishes)); }

QString ProfilerPanel::shownCsv() const { return m_layers->shownCsv(); }

QString ProfilerPanel::exportCsv(const QString& path) const {
    QSaveFile file(path);
    const bool isWritten = file.open(QIODevice::WriteOnly) && file.write(shownCsv().toUtf8()) >= 0 && file.commit();
    return isWritten ? QString() : tr("The file '%1' could not be written: %2.").arg(path, file.errorString());
}

void ProfilerPanel::askForCsvFile() {
    const QString path = QFileDialog::getSaveFileName(this, tr("Export layer table"), QStringLiteral("layers.csv"), tr("CSV files (*.csv)"));
    if (path.isEmpty()) return;
    const QString problem = exportCsv(path);
    if (!problem.isEmpty()) QMessageBox::warning(this, tr("Export layer table"), problem);
}

QByteArray ProfilerPanel::saveLayout() const { return m_splitter->saveState(); }
bool ProfilerPanel::restoreLayout(const QByteArray& state) { return m_splitter->restoreState(state); }

}  // namespace planscope::views::profiler
