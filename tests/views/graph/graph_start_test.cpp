// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/views/graph/sample_graphs.h"
#include "tests/views/graph/shown_canvas.h"

#include <QHBoxLayout>

namespace planscope::views::graph {
namespace {

constexpr double kSamePx = 0.5;

/// Whether the whole layout lies in the widget with equal space left and right and above and below.
bool isFittedAndCentred(const GraphCanvas& canvas) {
    const QRectF extent = canvas.camera().toScreen(canvas.graph()->layout.bounds);
    const QPointF apart = extent.center() - QRectF(canvas.rect()).center();
    return QRectF(canvas.rect()).contains(extent) && std::hypot(apart.x(), apart.y()) < kSamePx;
}

}  // namespace

/// What a graph looks like before anybody moved the view.
class GraphStartTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void smallGraphIsFittedAndCentred_data() {
        QTest::addColumn<QSize>("size");
        QTest::newRow("wide") << QSize(1400, 700);
        QTest::newRow("tall") << QSize(500, 900);
        QTest::newRow("square") << QSize(640, 640);
    }
    void smallGraphIsFittedAndCentred() {
        QFETCH(QSize, size);
        ShownCanvas shown(samples::chain(8), size);
        QVERIFY(shown.isReady());
        QVERIFY(isFittedAndCentred(shown.canvas));
        QVERIFY(shown.canvas.camera().scale >= 0.35);
    }

    void longGraphStartsAtItsTopInTheMiddle() {
        ShownCanvas shown(samples::chain(200), {900, 600});
        QVERIFY(shown.isReady());
        const QRectF extent = shown.canvas.camera().toScreen(shown.canvas.graph()->layout.bounds);
        QVERIFY(shown.canvas.camera().scale >= 0.5);
        QVERIFY(shown.isInView(0) && !shown.isInView(199));
        QVERIFY(std::abs(extent.center().x() - 450) < kSamePx);
        QVERIFY(extent.top() >= 0 && extent.top() < 60);
    }

    void longGraphTurnedStartsAtItsLeft() {
        ShownCanvas shown(samples::chain(200), {900, 600});
        QVERIFY(shown.isReady());
        shown.canvas.setDirection(Direction::LeftToRight);
        const QRectF extent = shown.canvas.camera().toScreen(shown.canvas.graph()->layout.bounds);
        QVERIFY(shown.isInView(0));
        QVERIFY(std::abs(extent.center().y() - 300) < kSamePx);
        QVERIFY(extent.left() >= 0 && extent.left() < 60);
    }

    void viewFollowsTheSizeUntilItIsMoved() {
        ShownCanvas shown(samples::chain(8), {300, 200});
        QVERIFY(shown.isReady());
        shown.canvas.resize(1000, 700);
        QTRY_VERIFY(isFittedAndCentred(shown.canvas));
        shown.zoomByWheel({500, 350}, 2);
        const Camera before = shown.canvas.camera();
        const Point middle = before.toScene({500, 350});
        shown.canvas.resize(800, 640);
        QTRY_COMPARE(shown.canvas.width(), 800);
        QCOMPARE(shown.canvas.camera().scale, before.scale);
        QVERIFY(distance(shown.canvas.camera().toScene({400, 320}), middle) < 1e-6);
    }

    void graphSetBeforeTheWidgetHasItsSizeIsFittedToo() {
        QWidget window;
        auto* const row = new QHBoxLayout(&window);
        auto* const canvas = new GraphCanvas(&window);
        canvas->setSnapshot(samples::chain(8));
        canvas->setSelection({2});
        canvas->revealSelection();
        row->addWidget(canvas);
        window.resize(1100, 800);
        window.show();
        QVERIFY(QTest::qWaitForWindowExposed(&window));
        QVERIFY(isFittedAndCentred(*canvas));
        QCOMPARE(canvas->selection(), QList<int>{2});
    }

    void selectionMadeWhileHiddenIsShownLater() {
        GraphCanvas canvas;
        canvas.resize(900, 600);
        canvas.setSnapshot(samples::chain(200));
        canvas.setSelection({150});
        canvas.revealSelection();
        canvas.show();
        QVERIFY(QTest::qWaitForWindowExposed(&canvas));
        const auto isThere = [&] { return QRectF(canvas.rect()).contains(canvas.camera().toScreen(canvas.graph()->box(150))); };
        QTRY_VERIFY(isThere());
        QVERIFY(canvas.camera().scale >= 0.5);
    }

    void selectionInViewDoesNotMoveTheView() {
        ShownCanvas shown(samples::chain(200));
        QVERIFY(shown.isReady());
        const QPointF before = shown.canvas.camera().origin;
        shown.canvas.setSelection({1});
        shown.canvas.revealSelection();
        QTest::qWait(250);   // longer than a flight
        QCOMPARE(shown.canvas.camera().origin, before);
    }

    void emptyAndSingleNodeGraphsArePainted() {
        ShownCanvas shown(nullptr);
        QVERIFY(QTest::qWaitForWindowExposed(&shown.canvas));
        QVERIFY(!shown.canvas.graph());
        QVERIFY(!shown.canvas.grab().isNull());
        shown.canvas.setSnapshot(std::make_shared<const inspect::GraphSnapshot>());
        QVERIFY(!shown.canvas.grab().isNull());
        for (const Qt::Key key : {Qt::Key_F, Qt::Key_Down, Qt::Key_N, Qt::Key_Return, Qt::Key_Escape, Qt::Key_M})
            QTest::keyClick(&shown.canvas, key);
        QTest::mouseClick(&shown.canvas, Qt::LeftButton, {}, {50, 50});
        shown.zoomByWheel({10, 10}, 3);
        shown.canvas.setSnapshot(samples::chain(1));
        QVERIFY(shown.isReady());
        QVERIFY(isFittedAndCentred(shown.canvas));
        const QImage picture = shown.canvas.grab().toImage();
        const QColor canvas = themeFor(shown.canvas.palette()).canvas;
        QVERIFY(picture.pixelColor(picture.rect().center()) != canvas);
        QCOMPARE(picture.pixelColor(30, 30), canvas);
    }

    void graphOfTenThousandNodes_data() {
        QTest::addColumn<double>("scale");
        QTest::newRow("whole") << 0.0;
        QTest::newRow("named") << 0.2;
        QTest::newRow("full") << 1.0;
    }
    void graphOfTenThousandNodes() {
        QFETCH(double, scale);
        ShownCanvas shown(samples::residual(10'000), {1200, 800});
        QVERIFY(QTest::qWaitFor([&] { return shown.canvas.graph() != nullptr; }, 60'000));
        QVERIFY(shown.canvas.graph()->nodeCount() > 9'900);
        const Rect& bounds = shown.canvas.graph()->layout.bounds;
        Camera camera = Camera::fitting(bounds, shown.canvas.size(), 1.0);
        if (scale > 0) camera.scale = scale;
        int moved = 0;
        QBENCHMARK {
            shown.canvas.setCamera(camera.centredOn({bounds.centreX(), bounds.centreY() + ++moved % 5}, shown.canvas.size()));
            QVERIFY(!shown.canvas.grab().isNull());
        }
    }

    void currentNodeIsDescribedToAssistiveTools() {
        ShownCanvas shown(samples::chain(8));
        QVERIFY(shown.isReady());
        shown.canvas.setSelection({1});
        QVERIFY(shown.canvas.accessibleDescription().contains("Conv"));
        shown.canvas.setSelection({});
        QVERIFY(shown.canvas.accessibleDescription().isEmpty());
    }
};

}  // namespace planscope::views::graph

QTEST_MAIN(planscope::views::graph::GraphStartTest)
#include "graph_start_test.moc"
