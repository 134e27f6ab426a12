// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/graph/panel/graph_panel.h"

#include "views/graph/model/node_search.h"
#include "views/graph/panel/selection_sync.h"
#include "views/graph/scene/color_legend.h"
#include "views/graph/scene/graph_canvas.h"
#include "views/widgets/search_line.h"

#include <QAction>
#include <QComboBox>
#include <QEvent>
#include <QHBoxLayout>
#include <QLocale>
#include <QTabWidget>
#include <QToolBar>
#include <QVBoxLayout>

#include <algorithm>

namespace planscope::views::graph {
namespace {

/// What to do where a mode has nothing to show.
QString whyNoColors(ColorMode mode) {
    if (mode == ColorMode::Precision) return GraphPanel::tr("No precisions yet: build an engine to see them");
    if (mode == ColorMode::Change) return GraphPanel::tr("Nothing to compare yet: build twice, or choose two builds");
    if (mode == ColorMode::Verdict) return GraphPanel::tr("Verdicts are on the imported graph: open an ONNX model");
    return GraphPanel::tr("No times yet: profile the engine to see them");
}

constexpr GraphPanel::Tab kTabs[] = {GraphPanel::Imported, GraphPanel::Optimised};

}  // namespace

GraphPanel::GraphPanel(QWidget* parent) : QWidget(parent) {
    setObjectName(QStringLiteral("graphPanel"));
    setAccessibleName(tr("Graph"));
    m_search = new SearchLine(this);
    m_search->setPlaceholder(tr("Find name, operator, shape or tactic"));
    m_search->setMaximumWidth(420);
    m_tabs = new QTabWidget(this);
    m_tabs->setObjectName(QStringLiteral("graphTabs"));
    m_tabs->setAccessibleName(tr("Imported and optimised graph"));
    m_tabs->setDocumentMode(true);
    m_legend = new ColorLegend(this);
    buildCanvas(Imported, tr("Imported"), tr("No model yet"), tr("Drop an ONNX model here or press Ctrl+O"));
    buildCanvas(Optimised, tr("Optimised"), tr("No engine yet"), tr("Press Ctrl+B to build one from the imported model"));
    buildToolBar();

    auto* const row = new QHBoxLayout;
    row->setContentsMargins(6, 4, 6, 4);
    row->addWidget(m_search, 1);
    row->addStretch();
    row->addWidget(m_tools);
    auto* const column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addLayout(row);
    column->addWidget(m_tabs, 1);
    auto* const legendRow = new QHBoxLayout;
    legendRow->setContentsMargins(8, 2, 8, 2);
    legendRow->addWidget(m_legend);
    column->addLayout(legendRow);

    connect(m_search, &SearchLine::textEdited, this, &GraphPanel::search);
    connect(m_search, &SearchLine::nextRequested, this, [this] { currentCanvas()->nextSearchHit(); });
    connect(m_search, &SearchLine::previousRequested, this, [this] { currentCanvas()->previousSearchHit(); });
    connect(m_search, &SearchLine::escaped, this, [this] { currentCanvas()->setFocus(Qt::ShortcutFocusReason); });
    connect(m_tabs, &QTabWidget::currentChanged, this, [this] {
        showSearchState();
        refreshLegend();
        announceShown();
    });
    refreshLegend();
}

GraphPanel::~GraphPanel() = default;

void GraphPanel::buildCanvas(Tab tab, const QString& label, const QString& emptyTitle, const QString& emptyHint) {
    auto* const canvas = new GraphCanvas(m_tabs);
    m_canvases[tab] = canvas;
    m_searches[tab] = std::make_unique<NodeSearch>();
    canvas->setObjectName(tab == Imported ? QStringLiteral("importedCanvas") : QStringLiteral("optimisedCanvas"));
    canvas->setAccessibleName(tr("%1 graph").arg(label));
    canvas->setEmptyText(emptyTitle, emptyHint);
    canvas->installEventFilter(this);
    m_tabs->addTab(canvas, label);
    connect(canvas, &GraphCanvas::selectionChanged, this, [this, tab](const QList<int>& nodes) { syncFrom(tab, nodes); });
    connect(canvas, &GraphCanvas::searchHitChanged, this, &GraphPanel::showSearchState);
    connect(canvas, &GraphCanvas::graphReady, this, &GraphPanel::refreshLegend);
    connect(canvas, &GraphCanvas::nodeActivated, this,
            [this, canvas](int node) { Q_EMIT nodeActivated(canvas->snapshot(), node); });
}

QAction* GraphPanel::addTool(const char* name, const QString& label, const QString& toolTip,
                             const QKeySequence& shortcut) {
    QAction* const action = m_tools->addAction(label);
    action->setObjectName(QLatin1String(name));
    action->setToolTip(shortcut.isEmpty()
                           ? toolTip
                           : QStringLiteral("%1 (%2)").arg(toolTip, shortcut.toString(QKeySequence::NativeText)));
    action->setShortcut(shortcut);
    action->setShortcutContext(Qt::WidgetWithChildrenShortcut);
    addAction(action);
    QWidget* const button = m_tools->widgetForAction(action);
    button->setObjectName(QLatin1String(name) + QStringLiteral("Button"));
    button->setAccessibleName(label);
    return action;
}

void GraphPanel::buildToolBar() {
    m_tools = new QToolBar(this);
    m_tools->setObjectName(QStringLiteral("graphTools"));
    m_colors = new QComboBox(m_tools);
    m_colors->setObjectName(QStringLiteral("graphColors"));
    m_colors->setAccessibleName(tr("Colour nodes by"));
    m_colors->setToolTip(tr("Colour nodes by kind, time, data type, precision, or change since the build that is compared with"));
    m_colors->addItem(tr("Colour: kind"), static_cast<int>(ColorMode::Kind));
    m_colors->addItem(tr("Colour: time"), static_cast<int>(ColorMode::Time));
    m_colors->addItem(tr("Colour: data type"), static_cast<int>(ColorMode::DataType));
    m_colors->addItem(tr("Colour: precision"), static_cast<int>(ColorMode::Precision));
    m_colors->addItem(tr("Colour: change"), static_cast<int>(ColorMode::Change));
    m_colors->addItem(tr("Colour: verdict"), static_cast<int>(ColorMode::Verdict));
    connect(m_colors, &QComboBox::currentIndexChanged, this,
            [this] { setColorMode(static_cast<ColorMode>(m_colors->currentData().toInt())); });
    m_tools->addWidget(m_colors);

    QAction* const turn = addTool("graphDirection", tr("Left to right"), tr("Lay out from left to right"),
                                  QKeySequence(Qt::CTRL | Qt::Key_L));
    turn->setCheckable(true);
    connect(turn, &QAction::toggled, this, [this](bool isSideways) {
        for (GraphCanvas* const canvas : m_canvases)
            canvas->setDirection(isSideways ? Direction::LeftToRight : Direction::TopToBottom);
    });
    QAction* const dim = addTool("graphDim", tr("Dim"), tr("Dim everything outside the selection"),
                                 QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_D));
    dim->setCheckable(true);
    connect(dim, &QAction::toggled, this, [this](bool isDimming) {
        for (GraphCanvas* const canvas : m_canvases) canvas->setDimming(isDimming);
    });
    QAction* const fit = addTool("graphFit", tr("Fit"), tr("Show the selection, again: everything (F)"), {});
    connect(fit, &QAction::triggered, this, [this] { currentCanvas()->fitSelectionOrAll(); });
    QAction* const find = addTool("graphFind", tr("Find"), tr("Search the graph"), QKeySequence::Find);
    connect(find, &QAction::triggered, this, &GraphPanel::activateSearch);
    m_tools->removeAction(find);
}

GraphCanvas* GraphPanel::currentCanvas() const { return m_canvases[static_cast<std::size_t>(m_tabs->currentIndex())]; }

void GraphPanel::setCurrentTab(Tab tab) { m_tabs->setCurrentIndex(tab); }

void GraphPanel::setSnapshots(inspect::GraphSnapshotPtr imported, inspect::GraphSnapshotPtr optimised) {
    const std::array<inspect::GraphSnapshotPtr, 2> snapshots{std::move(imported), std::move(optimised)};
    for (const Tab tab : kTabs) {
        if (snapshots[tab] == m_canvases[tab]->snapshot()) continue;
        m_canvases[tab]->setSnapshot(snapshots[tab]);
        m_searches[tab] = std::make_unique<NodeSearch>(snapshots[tab]);
    }
    search(m_search->text());
    refreshLegend();
    announceShown();
}

void GraphPanel::setSelectedOrigins(const std::vector<std::uint32_t>& origins) {
    for (GraphCanvas* const canvas : m_canvases) {
        if (!canvas->snapshot()) continue;
        const std::vector<std::uint32_t> shown = originsOf(*canvas->snapshot(), canvas->selection());
        const bool isAlreadyThere = !origins.empty() && std::ranges::is_permutation(shown, origins);
        if (!isAlreadyThere) canvas->setSelection(nodesOfOrigins(*canvas->snapshot(), origins));
        canvas->revealSelection();
    }
    announceShown();
}

void GraphPanel::syncFrom(Tab tab, const QList<int>& nodes) {
    const std::vector<std::uint32_t> origins = originsOf(*m_canvases[tab]->snapshot(), nodes);
    GraphCanvas* const other = m_canvases[tab == Imported ? Optimised : Imported];
    if (other->snapshot()) {
        other->setSelection(nodesOfOrigins(*other->snapshot(), origins));
        other->revealSelection();
    }
    if (m_canvases[tab] == currentCanvas()) announceShown();
    Q_EMIT originsSelected(origins);
}

void GraphPanel::announceShown() {
    const GraphCanvas* const canvas = currentCanvas();
    Q_EMIT nodesShown(canvas->snapshot(), canvas->selection());
}

void GraphPanel::activateSearch() { m_search->activate(); }

void GraphPanel::search(const QString& text) {
    const TextQuery query(text);
    for (const Tab tab : kTabs) m_canvases[tab]->setSearchHits(m_searches[tab]->find(query));
    showSearchState();
}

void GraphPanel::showSearchState() {
    const TextQuery query(m_search->text());
    if (!query.problem().isEmpty()) return m_search->showProblem(query.problem());
    m_search->showHits(currentCanvas()->currentSearchHit(), currentCanvas()->searchHitCount());
}

void GraphPanel::setColorMode(ColorMode mode) {
    for (GraphCanvas* const canvas : m_canvases) canvas->setColorMode(mode);
    refreshLegend();
}

void GraphPanel::setOverlay(Tab tab, NodeOverlayPtr overlay) {
    m_canvases[tab]->setOverlay(std::move(overlay));
    refreshLegend();
}

void GraphPanel::refreshLegend() {
    const GraphCanvas* const canvas = currentCanvas();
    if (!canvas->graph()) return m_legend->setEntries({}, {});
    m_legend->setEntries(legendOf(themeFor(palette()), canvas->colorMode(), *canvas->graph(), canvas->overlay()), whyNoColors(canvas->colorMode()));
}

/// Keys work on the graph from the start; the search line would otherwise be the first to take them.
void GraphPanel::showEvent(QShowEvent* event) {
    QWidget::showEvent(event);
    if (!window()->focusWidget()) currentCanvas()->setFocus(Qt::OtherFocusReason);
}

bool GraphPanel::eventFilter(QObject* watched, QEvent* event) {
    if (event->type() == QEvent::PaletteChange) refreshLegend();
    return QWidget::eventFilter(watched, event);
}

GraphDrawing GraphPanel::drawing(Tab tab) const {
    const GraphCanvas* const canvas = m_canvases[tab];
    const Theme& theme = themeFor(palette());
    return {canvas->graph(), theme, canvas->nodeColors(theme)};
}

GraphPanel::Tab GraphPanel::currentTab() const { return currentCanvas() == m_canvases[Imported] ? Imported : Optimised; }

}  // namespace planscope::views::graph
