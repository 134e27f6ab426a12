// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/views/graph/sample_graphs.h"
#include "tests/views/graph/shown_canvas.h"
#include "views/graph/scene/minimap.h"

#include <QSignalSpy>

namespace planscope::views::graph {
namespace {

using inspect::Category;

constexpr double kSamePx = 0.5;   // half a pixel: rounding of device coordinates

/// in -> left, right -> sum -> out
inspect::GraphSnapshotPtr diamond() {
    samples::SnapshotBuilder graph;
    const int input = graph.add("Input", Category::Input, {});
    const int left = graph.add("Conv", Category::Convolution, {input});
    const int right = graph.add("Relu", Category::Activation, {input});
    const int sum = graph.add("Add", Category::Elementwise, {left, right});
    graph.add("Output", Category::Output, {sum});
    return graph.finish();
}

}  // namespace

class GraphCanvasTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void clickSelectsAndClickBesideClears() {
        ShownCanvas shown(diamond());
        QVERIFY(shown.isReady());
        QSignalSpy selected(&shown.canvas, &GraphCanvas::selectionChanged), clicked(&shown.canvas, &GraphCanvas::nodeClicked);
        QTest::mouseClick(&shown.canvas, Qt::LeftButton, {}, shown.middleOf(3).toPoint());
        QCOMPARE(selected.size(), 1);
        QCOMPARE(selected.last().first().value<QList<int>>(), QList<int>{3});
        QCOMPARE(clicked.last().first().toInt(), 3);
        QCOMPARE(shown.canvas.currentNode(), 3);
        QTest::mouseClick(&shown.canvas, Qt::LeftButton, Qt::ControlModifier, shown.middleOf(1).toPoint());
        QCOMPARE(shown.canvas.selection(), (QList<int>{1, 3}));
        QTest::mouseClick(&shown.canvas, Qt::LeftButton, Qt::ControlModifier, shown.middleOf(3).toPoint());
        QCOMPARE(shown.canvas.selection(), QList<int>{1});
        QTest::mouseClick(&shown.canvas, Qt::LeftButton, {}, {4, 4});
        QVERIFY(shown.canvas.selection().isEmpty());
        QCOMPARE(selected.size(), 4);
        QCOMPARE(clicked.size(), 3);
    }

    void setSelectionEmitsNothingAndDropsWrongNodes() {
        ShownCanvas shown(diamond());
        QVERIFY(shown.isReady());
        QSignalSpy selected(&shown.canvas, &GraphCanvas::selectionChanged);
        shown.canvas.setSelection({3, 99, 1, 3, -4});
        QCOMPARE(shown.canvas.selection(), (QList<int>{1, 3}));
        QCOMPARE(selected.size(), 0);
    }

    void wheelZoomsAtTheCursor() {
        ShownCanvas shown(samples::residual(120));
        QVERIFY(shown.isReady());
        const QPointF at(613, 77);
        const Point under = shown.canvas.camera().toScene(at);
        const double before = shown.canvas.camera().scale;
        for (const int notches : {1, 3, -2, -5, 4}) {
            shown.zoomByWheel(at, notches);
            QVERIFY(distance(shown.canvas.camera().toScene(at), under) * shown.canvas.camera().scale < 1e-6);
        }
        QCOMPARE(shown.canvas.camera().scale, before * 1.2);   // one notch is left, at 1.2 each
        shown.zoomByWheel(at, 1000);
        QCOMPARE(shown.canvas.camera().scale, Camera::kMostScale);
        shown.zoomByWheel(at, -1000);
        QCOMPARE(shown.canvas.camera().scale, Camera::kLeastScale);
    }

    void dragPansAndDoesNotSelect() {
        ShownCanvas shown(diamond());
        QVERIFY(shown.isReady());
        QSignalSpy selected(&shown.canvas, &GraphCanvas::selectionChanged);
        const QPointF before = shown.middleOf(3);
        const QPoint from = before.toPoint(), to = from + QPoint(-60, 45);
        QTest::mousePress(&shown.canvas, Qt::LeftButton, {}, from);
        QTest::mouseMove(&shown.canvas, from + QPoint(-30, 20));
        QTest::mouseMove(&shown.canvas, to);
        QTest::mouseRelease(&shown.canvas, Qt::LeftButton, {}, to);
        const QPointF moved = shown.middleOf(3) - before - QPointF(-60, 45);
        QVERIFY(std::hypot(moved.x(), moved.y()) < kSamePx);
        QCOMPARE(selected.size(), 0);
    }

    void shiftDragSelectsWhatItTouches() {
        ShownCanvas shown(diamond());
        QVERIFY(shown.isReady());
        const QRectF box = shown.canvas.camera().toScreen(shown.canvas.graph()->box(1));
        const QRectF other = shown.canvas.camera().toScreen(shown.canvas.graph()->box(2));
        const QRect area = box.united(other).adjusted(-3, -3, 3, 3).toRect();
        QTest::mousePress(&shown.canvas, Qt::LeftButton, Qt::ShiftModifier, area.topLeft());
        QTest::mouseMove(&shown.canvas, area.center());
        QTest::mouseMove(&shown.canvas, area.bottomRight());
        QTest::mouseRelease(&shown.canvas, Qt::LeftButton, Qt::ShiftModifier, area.bottomRight());
        QCOMPARE(shown.canvas.selection(), (QList<int>{1, 2}));
    }

    void keyFitsSelectionThenAll() {
        ShownCanvas shown(samples::chain(60));
        QVERIFY(shown.isReady());
        const auto isWholeShown = [&] { return shown.isInView(0) && shown.isInView(59); };
        QVERIFY(!isWholeShown());
        QTest::keyClick(&shown.canvas, Qt::Key_F);
        QTRY_VERIFY(isWholeShown());
        shown.canvas.setSelection({30});
        QTest::keyClick(&shown.canvas, Qt::Key_F);
        QTRY_VERIFY(shown.canvas.camera().scale == 1.25);
        QVERIFY(shown.isInView(30) && !isWholeShown());
        QTest::keyClick(&shown.canvas, Qt::Key_Space);
        QTRY_VERIFY(isWholeShown());
        QTest::keyClick(&shown.canvas, Qt::Key_0, Qt::ControlModifier);
        QCOMPARE(shown.canvas.camera().scale, 1.0);
    }

    void arrowKeysFollowEdges() {
        ShownCanvas shown(diamond());
        QVERIFY(shown.isReady());
        QSignalSpy selected(&shown.canvas, &GraphCanvas::selectionChanged), activated(&shown.canvas, &GraphCanvas::nodeActivated);
        QTest::keyClick(&shown.canvas, Qt::Key_Down);
        QCOMPARE(shown.canvas.currentNode(), 0);   // nothing was selected: the first node
        QTest::keyClick(&shown.canvas, Qt::Key_Down);
        const int branch = shown.canvas.currentNode();
        QVERIFY(branch == 1 || branch == 2);
        const bool isLeft = shown.canvas.graph()->box(branch).x < shown.canvas.graph()->box(3 - branch).x;
        QTest::keyClick(&shown.canvas, isLeft ? Qt::Key_Left : Qt::Key_Right);
        QCOMPARE(shown.canvas.currentNode(), branch);   // nothing further out
        QTest::keyClick(&shown.canvas, isLeft ? Qt::Key_Right : Qt::Key_Left);
        QCOMPARE(shown.canvas.currentNode(), 3 - branch);
        QTest::keyClick(&shown.canvas, Qt::Key_Down);
        QCOMPARE(shown.canvas.currentNode(), 3);
        QTest::keyClick(&shown.canvas, Qt::Key_Up);
        QTest::keyClick(&shown.canvas, Qt::Key_Up);
        QCOMPARE(shown.canvas.currentNode(), 0);
        QCOMPARE(selected.size(), 6);
        QTest::keyClick(&shown.canvas, Qt::Key_Return);
        QCOMPARE(activated.last().first().toInt(), 0);
        QTest::keyClick(&shown.canvas, Qt::Key_Escape);
        QVERIFY(shown.canvas.selection().isEmpty());
    }

    void arrowKeysTurnWithTheLayout() {
        ShownCanvas shown(diamond());
        QVERIFY(shown.isReady());
        shown.canvas.setDirection(Direction::LeftToRight);
        shown.canvas.setSelection({0});
        QTest::keyClick(&shown.canvas, Qt::Key_Right);
        QTest::keyClick(&shown.canvas, Qt::Key_Right);
        QCOMPARE(shown.canvas.currentNode(), 3);
        QTest::keyClick(&shown.canvas, Qt::Key_Left);
        const int branch = shown.canvas.currentNode();
        const bool isUpper = shown.canvas.graph()->box(branch).y < shown.canvas.graph()->box(3 - branch).y;
        QTest::keyClick(&shown.canvas, isUpper ? Qt::Key_Down : Qt::Key_Up);
        QCOMPARE(shown.canvas.currentNode(), 3 - branch);
    }

    void keysStepThroughSearchHits() {
        ShownCanvas shown(samples::chain(80));
        QVERIFY(shown.isReady());
        QSignalSpy changed(&shown.canvas, &GraphCanvas::searchHitChanged);
        shown.canvas.setSearchHits({0, 40, 79});
        QCOMPARE(changed.last(), (QVariantList{0, 3}));   // the first one is in view
        for (const int expected : {40, 79, 0, 40}) {
            QTest::keyClick(&shown.canvas, Qt::Key_N);
            QCOMPARE(shown.canvas.selection(), QList<int>{expected});
            QTRY_VERIFY(shown.isInView(expected));
        }
        QTest::keyClick(&shown.canvas, Qt::Key_N, Qt::ShiftModifier);
        QTest::keyClick(&shown.canvas, Qt::Key_N, Qt::ShiftModifier);
        QCOMPARE(shown.canvas.currentNode(), 79);
        QCOMPARE(changed.last(), (QVariantList{2, 3}));
        shown.canvas.setSearchHits({});
        QTest::keyClick(&shown.canvas, Qt::Key_N);
        QCOMPARE(shown.canvas.currentNode(), 79);
    }

    void doubleClickShowsANodeClosely() {
        ShownCanvas shown(samples::residual(80));
        QVERIFY(shown.isReady());
        shown.canvas.fitAll();
        QTRY_VERIFY(shown.isInView(0) && shown.canvas.camera().scale < 0.35);
        QSignalSpy activated(&shown.canvas, &GraphCanvas::nodeActivated);
        QTest::mouseDClick(&shown.canvas, Qt::LeftButton, {}, shown.middleOf(20).toPoint());
        QCOMPARE(activated.last().first().toInt(), 20);
        QTRY_COMPARE(shown.canvas.camera().scale, 1.0);
        QTRY_VERIFY(std::hypot(shown.middleOf(20).x() - 400, shown.middleOf(20).y() - 300) < kSamePx);
    }

    void connectorLeadsToItsOtherEnd() {
        ShownCanvas shown(samples::transformer(300));
        QVERIFY(shown.isReady());
        const auto& stubs = shown.canvas.graph()->layout.connectors;
        QVERIFY(!stubs.empty());
        const ConnectorStub& stub = stubs.front();
        Camera close;
        shown.canvas.setCamera(close.centredOn({stub.label.centreX(), stub.label.centreY()}, shown.canvas.size()));
        QTest::mouseClick(&shown.canvas, Qt::LeftButton, {}, {400, 300});
        const int target = shown.canvas.currentNode();
        QVERIFY(target >= 0 && target != stub.node);
        QVERIFY(std::ranges::any_of(stubs, [&](const ConnectorStub& other) {
            return other.node == target && other.number == stub.number && other.end != stub.end;
        }));
        QTRY_VERIFY(shown.isInView(target));
    }

    void dimmingSparesSelectionAndHits() {
        ShownCanvas shown(diamond());
        QVERIFY(shown.isReady());
        const auto bandOf = [&shown](int node) {
            const QRectF box = shown.canvas.camera().toScreen(shown.canvas.graph()->box(node));
            return shown.canvas.grab().toImage().pixelColor((box.topRight() + QPointF(-8, 8)).toPoint());
        };
        const QColor plain = bandOf(1), other = bandOf(2);
        shown.canvas.setDimming(true);
        QCOMPARE(bandOf(1), plain);   // nothing is selected: nothing stands back
        shown.canvas.setSelection({3});
        QVERIFY(bandOf(1) != plain);
        shown.canvas.setSelection({1});
        QCOMPARE(bandOf(1), plain);
        QVERIFY(bandOf(2) != other);
        shown.canvas.setSearchHits({2});
        const QColor hitWhileDimming = bandOf(2);
        shown.canvas.setDimming(false);
        QCOMPARE(hitWhileDimming, bandOf(2));
    }

    void minimapMovesTheView() {
        ShownCanvas shown(samples::chain(80));
        QVERIFY(shown.isReady());
        auto* const overview = shown.canvas.findChild<Minimap*>();
        QVERIFY(overview->isVisible());
        QVERIFY(!shown.isInView(79));
        QTest::mouseClick(overview, Qt::LeftButton, {}, {overview->width() / 2, overview->height() - 6});
        QVERIFY(shown.isInView(79));
        QTest::keyClick(&shown.canvas, Qt::Key_M);
        QVERIFY(!overview->isVisible());
    }
};

}  // namespace planscope::views::graph

QTEST_MAIN(planscope::views::graph::GraphCanvasTest)
#include "graph_canvas_test.moc"
