// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/views/graph/sample_graphs.h"
#include "views/graph/scene/graph_canvas.h"
#include "views/graph/scene/pixel_canvas.h"
#include "views/widgets/empty_state.h"
#include "views/widgets/theme.h"

#include <QApplication>
#include <QElapsedTimer>
#include <QSet>
#include <QSignalSpy>
#include <QTest>

#include <memory>

namespace planscope::views::graph {
namespace {

int distinctColors(const QImage& image) {
    QSet<QRgb> seen;
    for (int y = 0; y < image.height(); y += 2)
        for (int x = 0; x < image.width(); x += 2) seen.insert(image.pixel(x, y));
    return static_cast<int>(seen.size());
}

}  // namespace

/// What the canvas paints, and when.
class GraphPictureTest : public QObject {
    Q_OBJECT

private:
    std::unique_ptr<GraphCanvas> m_canvas;

    void show(const inspect::GraphSnapshotPtr& snapshot) {
        m_canvas->setSnapshot(snapshot);
        QTRY_VERIFY(m_canvas->graph() != nullptr);
    }

private Q_SLOTS:
    void init() {
        m_canvas = std::make_unique<GraphCanvas>();
        m_canvas->resize(800, 600);
        m_canvas->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_canvas.get()));
    }
    void cleanup() { m_canvas.reset(); }

    void fontsAreThere() { QVERIFY(!QFontInfo(m_canvas->font()).family().isEmpty()); }

    void everyScaleShowsSomethingInBothThemes() {
        show(samples::transformer(200));
        const QPalette before = QApplication::palette();
        for (const ThemeKind kind : {ThemeKind::Light, ThemeKind::Dark}) {
            QApplication::setPalette(makePalette(themeOf(kind)));
            for (const double scale : {0.05, 0.2, 0.6, 1.5}) {
                Camera camera;
                camera.scale = scale;
                const Rect& box = m_canvas->graph()->box(90);
                m_canvas->setCamera(camera.centredOn({box.centreX(), box.centreY()}, m_canvas->size()));
                QTRY_COMPARE(QColor(m_canvas->grab().toImage().pixel(2, 300)), themeOf(kind).canvas);
                QVERIFY(distinctColors(m_canvas->grab().toImage()) > 4);
            }
        }
        QApplication::setPalette(before);
    }

    void largeGraphsAreArrangedElsewhereAndLateResultsDropped() {
        QSignalSpy ready(m_canvas.get(), &GraphCanvas::graphReady);
        m_canvas->setSnapshot(samples::residual(20000));
        QVERIFY(m_canvas->isLayoutRunning());
        QVERIFY(m_canvas->graph() == nullptr);
        const inspect::GraphSnapshotPtr small = samples::chain(5);
        m_canvas->setSnapshot(small);
        QCOMPARE(ready.size(), 1);
        QTest::qWait(300);
        QCOMPARE(ready.size(), 1);
        QCOMPARE(m_canvas->graph()->snapshot, small);
    }

    void endingWhileArrangingIsSafe() {
        m_canvas->setSnapshot(samples::residual(20000));
        QVERIFY(m_canvas->isLayoutRunning());
        m_canvas.reset();
        QTest::qWait(200);
    }

    void emptyPageShowsWithoutNodes() {
        m_canvas->setSnapshot(nullptr);
        auto* const page = m_canvas->findChild<EmptyState*>();
        QVERIFY(page->isVisible());
        m_canvas->setSnapshot(std::make_shared<const inspect::GraphSnapshot>());
        QVERIFY(page->isVisible());
        show(samples::chain(3));
        QVERIFY(!page->isVisible());
    }

    void keysWithoutAGraphDoNothing() {
        m_canvas->setSnapshot(nullptr);
        for (const int key : {Qt::Key_F, Qt::Key_Down, Qt::Key_Return, Qt::Key_N, Qt::Key_M, Qt::Key_Plus})
            QTest::keyClick(m_canvas.get(), static_cast<Qt::Key>(key));
        QTest::mouseClick(m_canvas.get(), Qt::LeftButton, Qt::ShiftModifier, {50, 50});
        QVERIFY(m_canvas->selection().isEmpty());
    }

    void legendListsWhatIsThere() {
        show(samples::residualOptimised(60));
        const Theme& theme = lightTheme();
        const std::vector<LegendEntry> kinds = legendOf(theme, ColorMode::Kind, *m_canvas->graph());
        QCOMPARE(kinds.front().label, QString::fromUtf8(inspect::toString(inspect::Category::Convolution)));
        QCOMPARE(legendOf(theme, ColorMode::Time, *m_canvas->graph()).size(), std::size_t{5});
        QCOMPARE(legendOf(theme, ColorMode::DataType, *m_canvas->graph()).size(), std::size_t{1});
        show(samples::chain(3));
        QVERIFY(legendOf(theme, ColorMode::Time, *m_canvas->graph()).empty());
    }

    void pixelsAreClipped() {
        QImage image(20, 10, QImage::Format_RGB32);
        image.fill(Qt::white);
        PixelCanvas canvas(image);
        canvas.fillRect({-5, -5, 7, 7}, qRgb(1, 2, 3));
        canvas.fillRect({18.2, 8.9, 100, 100}, qRgb(1, 2, 3));
        canvas.fillRect({50, 50, 5, 5}, qRgb(9, 9, 9));
        canvas.fillRect({10.4, 4.2, 0.01, 0.01}, qRgb(4, 5, 6));
        canvas.drawLine({-1e9, 5}, {1e9, 5}, qRgb(7, 8, 9));
        canvas.drawLine({5, -3}, {5, -1}, qRgb(9, 9, 9));
        QCOMPARE(image.pixel(1, 1), qRgb(1, 2, 3));
        QCOMPARE(image.pixel(2, 2), qRgb(255, 255, 255));
        QCOMPARE(image.pixel(19, 9), qRgb(1, 2, 3));
        QCOMPARE(image.pixel(10, 4), qRgb(4, 5, 6));
        for (int x = 0; x < 20; ++x) QCOMPARE(image.pixel(x, 5), qRgb(7, 8, 9));
    }

    // The goal is 8 ms a frame on an idle machine; the limit leaves room for a busy one.
    void wholeLargeGraphIsDrawnQuickly() {
        m_canvas->resize(1920, 1080);
        show(samples::featurePyramid(10000));
        m_canvas->fitAll();
        QTest::qWait(300);
        QPixmap target(m_canvas->size());
        QElapsedTimer timer;
        timer.start();
        for (int i = 0; i < 10; ++i) {
            m_canvas->setCamera(m_canvas->camera().panned({1, 0}));
            m_canvas->render(&target);
        }
        QVERIFY2(timer.elapsed() < 10 * 80, qPrintable(QString::number(timer.elapsed() / 10.0) + " ms a frame"));
    }
};

}  // namespace planscope::views::graph

QTEST_MAIN(planscope::views::graph::GraphPictureTest)
#include "graph_picture_test.moc"
