// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/views/graph/sample_graphs.h"
#include "views/graph/panel/graph_panel.h"
#include "views/graph/panel/property_panel.h"
#include "views/graph/panel/selection_sync.h"
#include "views/graph/scene/graph_canvas.h"
#include "views/widgets/copyable_table_view.h"

#include <QApplication>
#include <QLineEdit>
#include <QSignalSpy>
#include <QTest>

#include <map>

namespace planscope::views::graph {
namespace {

using inspect::Category;

/// Input -> reformat -> convolution (of two ONNX nodes) -> output; the reformat serves the convolution.
inspect::GraphSnapshotPtr withReformat() {
    samples::SnapshotBuilder graph;
    const int input = graph.add("Input", Category::Input, {});
    const int reformat = graph.add("reformat", Category::Reformat, {input});
    const int convolution = graph.add("convolution", Category::Convolution, {reformat});
    const int output = graph.add("Output", Category::Output, {convolution});
    graph.node(input).origins = {};
    graph.node(reformat).origins = {1, 2};
    graph.node(convolution).origins = {1, 2};
    graph.node(output).origins = {};
    return graph.finish("Optimised");
}

QPoint middleOf(const GraphCanvas& canvas, int node) {
    const Rect& box = canvas.graph()->box(node);
    return canvas.camera().toScreen(Point{box.centreX(), box.centreY()}).toPoint();
}

bool isInView(const GraphCanvas& canvas, int node) {
    return QRectF(canvas.rect()).contains(canvas.camera().toScreen(canvas.graph()->box(node)));
}

}  // namespace

class GraphSelectionTest : public QObject {
    Q_OBJECT

private:
    std::unique_ptr<GraphPanel> m_panel;

private Q_SLOTS:
    void init() {
        m_panel = std::make_unique<GraphPanel>();
        m_panel->resize(900, 700);
        m_panel->show();
        m_panel->activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(m_panel.get()));
    }
    void cleanup() { m_panel.reset(); }

    void graphHasTheFocusAtTheStart() {
        QCOMPARE(QApplication::focusWidget(), m_panel->currentCanvas());
        QVERIFY(!m_panel->findChild<QLineEdit*>("searchEdit")->hasFocus());
    }

    void reformatsGiveWayToTheLayerTheyServe() {
        const inspect::GraphSnapshotPtr snapshot = withReformat();
        QCOMPARE(nodesOfOrigins(*snapshot, {2, 1}), QList<int>{2});
        samples::SnapshotBuilder alone;
        alone.add("reformat", Category::Reformat, {});
        QCOMPARE(nodesOfOrigins(*alone.finish(), {0}), QList<int>{0});
        QCOMPARE(nodesOfOrigins(*snapshot, {}), QList<int>{});
    }

    void echoKeepsTheClickedNode() {
        m_panel->setSnapshots(samples::chain(4), withReformat());
        m_panel->setCurrentTab(GraphPanel::Optimised);
        GraphCanvas* const canvas = m_panel->currentCanvas();
        connect(m_panel.get(), &GraphPanel::originsSelected, m_panel.get(), &GraphPanel::setSelectedOrigins);
        QTest::mouseClick(canvas, Qt::LeftButton, {}, middleOf(*canvas, 1));
        QCOMPARE(canvas->selection(), QList<int>{1});
        QCOMPARE(m_panel->canvas(GraphPanel::Imported)->selection(), (QList<int>{1, 2}));
        QTest::mouseClick(canvas, Qt::LeftButton, {}, middleOf(*canvas, 2));
        QCOMPARE(canvas->selection(), QList<int>{2});
        m_panel->setSelectedOrigins({3});
        QVERIFY(canvas->selection().isEmpty());
    }

    void hiddenTabIsFittedAndShowsTheSelectionWhenFirstShown() {
        m_panel->setSnapshots(samples::residual(300), samples::residualOptimised(300));
        GraphCanvas* const optimised = m_panel->canvas(GraphPanel::Optimised);
        m_panel->setCurrentTab(GraphPanel::Optimised);
        QVERIFY(isInView(*optimised, 0));
        QVERIFY(optimised->camera().scale >= 0.5);

        m_panel->setSnapshots(samples::residual(290), samples::residualOptimised(290));
        m_panel->setCurrentTab(GraphPanel::Imported);
        m_panel->setSelectedOrigins({200});
        QTRY_VERIFY(isInView(*m_panel->canvas(GraphPanel::Imported), 200));
        QVERIFY(!optimised->selection().isEmpty());
        m_panel->setCurrentTab(GraphPanel::Optimised);
        QTRY_VERIFY(isInView(*optimised, optimised->selection().front()));
    }

    void nothingIsSaidTwiceInTheProperties() {
        samples::SnapshotBuilder graph;
        inspect::GraphNode& node = graph.node(graph.add("convolution", Category::Convolution, {}));
        node.tactic = "convolution.cpu.onednn";
        node.timeNs = 1000;
        node.timeShare = 0.5;
        node.properties = {{"Execution", "Tactic", node.tactic}, {"Execution", "Median time", "1.00 µs"}};
        const std::vector<inspect::Property> rows = propertiesOf(*graph.finish(), 0);
        std::map<std::string, int> timesSaid;
        for (const inspect::Property& row : rows) ++timesSaid[row.value];
        QCOMPARE(timesSaid["convolution.cpu.onednn"], 1);
        QCOMPARE(timesSaid["1.00 µs"], 1);
        QVERIFY(std::ranges::any_of(rows, [](const inspect::Property& row) { return row.name == "Operator"; }));
    }

    void longPropertiesWrapInsteadOfScrollingSideways() {
        samples::SnapshotBuilder graph;
        inspect::GraphNode& node = graph.node(graph.add("Conv", Category::Convolution, {}));
        node.properties.push_back({"Weights", "short", "1"});
        node.properties.push_back({"Weights", "a name with rather many words in it, too long for its column",
                                   "min -0.2165, max 0.2165, mean 0.0002744, std 0.1237, zeros 0.0 %"});
        PropertyPanel properties;
        properties.resize(280, 500);
        properties.showNodes(graph.finish(), {0});
        properties.show();
        QVERIFY(QTest::qWaitForWindowExposed(&properties));
        const auto* const table = properties.findChild<CopyableTableView*>("propertyTable");
        QVERIFY(table->columnWidth(0) + table->columnWidth(1) <= table->viewport()->width());
        QVERIFY(table->columnWidth(1) > table->columnWidth(0));
        std::map<QString, int> heightOf;
        for (int row = 0; row < table->model()->rowCount(); ++row)
            heightOf[table->model()->index(row, 0).data().toString().section(u' ', 0, 0)] = table->rowHeight(row);
        QVERIFY(heightOf["a"] >= 2 * heightOf["short"] - 10);
        QVERIFY(heightOf["short"] < 2 * table->fontMetrics().height());
    }
};

}  // namespace planscope::views::graph

QTEST_MAIN(planscope::views::graph::GraphSelectionTest)
#include "graph_selection_test.moc"
