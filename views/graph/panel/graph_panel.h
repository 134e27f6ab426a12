// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "views/graph/layout/graph_layout.h"
#include "views/graph/panel/graph_drawing.h"
#include "views/graph/scene/node_colors.h"

#include <QWidget>

#include <array>

class QComboBox;
class QTabWidget;
class QToolBar;

namespace planscope::views {
class SearchLine;
}

namespace planscope::views::graph {

class ColorLegend;
class GraphCanvas;
class NodeSearch;

/// The imported and the optimised graph in two tabs with one selection, a search line, colours and export. It speaks to
/// the outside by ONNX node ids only.
class GraphPanel : public QWidget {
    Q_OBJECT

public:
    enum Tab { Imported, Optimised };

    explicit GraphPanel(QWidget* parent = nullptr);
    ~GraphPanel() override;

    /// Shows other graphs; either may be null. Tabs whose graph stays the same keep their view.
    void setSnapshots(inspect::GraphSnapshotPtr imported, inspect::GraphSnapshotPtr optimised);
    /// Selects the nodes that came from any of the ONNX nodes, in both tabs, and moves gently to the first if none of them
    /// is in view. A tab whose selection came from exactly these keeps it. Emits nodesShown only.
    /// @param origins  in any order, without repetition
    void setSelectedOrigins(const std::vector<std::uint32_t>& origins);
    /// What is known of a tab's nodes beside their graph, for the colours by precision and by change; null: nothing.
    void setOverlay(Tab tab, NodeOverlayPtr overlay);
    void setCurrentTab(Tab tab);
    GraphCanvas* canvas(Tab tab) const { return m_canvases[tab]; }
    GraphCanvas* currentCanvas() const;

    Tab currentTab() const;
    /// The whole graph of a tab as it looks now, to be written as a file or put into a report.
    GraphDrawing drawing(Tab tab) const;

public Q_SLOTS:
    void activateSearch();

Q_SIGNALS:
    /// The user selected nodes: the ONNX nodes they came from.
    void originsSelected(const std::vector<std::uint32_t>& origins);
    /// The user's selection in the current tab, for the property panel. Also emitted when the tab changes.
    void nodesShown(const planscope::inspect::GraphSnapshotPtr& snapshot, const QList<int>& nodes);
    /// Enter or a double click.
    void nodeActivated(const planscope::inspect::GraphSnapshotPtr& snapshot, int node);

private:
    void buildToolBar();
    void buildCanvas(Tab tab, const QString& label, const QString& emptyTitle, const QString& emptyHint);
    QAction* addTool(const char* name, const QString& label, const QString& toolTip, const QKeySequence& shortcut);
    void syncFrom(Tab tab, const QList<int>& nodes);
    void search(const QString& text);
    void showSearchState();
    void setColorMode(ColorMode mode);
    void refreshLegend();
    void announceShown();
    void showEvent(QShowEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

    SearchLine* m_search = nullptr;
    QToolBar* m_tools = nullptr;
    QTabWidget* m_tabs = nullptr;
    QComboBox* m_colors = nullptr;
    ColorLegend* m_legend = nullptr;
    std::array<GraphCanvas*, 2> m_canvases{};
    std::array<std::unique_ptr<NodeSearch>, 2> m_searches;
};

}  // namespace planscope::views::graph
