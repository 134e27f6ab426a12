// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/views/graph/sample_graphs.h"
#include "views/graph/panel/graph_panel.h"
#include "views/graph/panel/property_panel.h"
#include "views/graph/panel/selection_sync.h"
#include "views/graph/scene/graph_canvas.h"
#include "views/widgets/copyable_table_view.h"

#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <QToolButton>
#include <QXmlStreamReader>

#include <algorithm>
#include <cmath>

namespace planscope::views::graph {
namespace {

constexpr int kNodes = 60;

/// Every text of the elements of one name in a document; an empty list if it is not well-formed.
QStringList textsIn(const QByteArray& document, const QString& element) {
    QXmlStreamReader reader(document);
    QStringList texts;
    while (!reader.atEnd())
        if (reader.readNext() == QXmlStreamReader::StartElement && reader.name() == element)
            texts.append(reader.readElementText());
    return reader.hasError() ? QStringList() : texts;
}

QByteArray contentOf(const QString& path) {
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

}  // namespace

class GraphPanelTest : public QObject {
    Q_OBJECT

private:
    std::unique_ptr<GraphPanel> m_panel;
    inspect::GraphSnapshotPtr m_imported = samples::residual(kNodes), m_optimised = samples::residualOptimised(kNodes);
    QTemporaryDir m_folder;

    GraphDrawing drawing() const { return m_panel->drawing(m_panel->currentTab()); }
    QString pathOf(const QString& name) const { return m_folder.filePath(name); }

private Q_SLOTS:
    void init() {
        m_panel = std::make_unique<GraphPanel>();
        m_panel->resize(900, 700);
        m_panel->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_panel.get()));
        m_panel->setSnapshots(m_imported, m_optimised);
    }
    void cleanup() { m_panel.reset(); }

    void originsSelectInBothTabsSilently() {
        QSignalSpy selected(m_panel.get(), &GraphPanel::originsSelected);
        m_panel->setSelectedOrigins({6, 5});
        QCOMPARE(m_panel->canvas(GraphPanel::Imported)->selection(), (QList<int>{5, 6}));
        const QList<int> fused = m_panel->canvas(GraphPanel::Optimised)->selection();
        QCOMPARE(fused.size(), 1);
        QCOMPARE(m_optimised->nodes[static_cast<std::size_t>(fused.front())].origins.front(), 5u);
        QCOMPARE(selected.size(), 0);
        m_panel->setSelectedOrigins({});
        QVERIFY(m_panel->canvas(GraphPanel::Imported)->selection().isEmpty());
        m_panel->setSelectedOrigins({123456});
        QVERIFY(m_panel->canvas(GraphPanel::Optimised)->selection().isEmpty());
    }

    void clickInOneTabSelectsInTheOther() {
        QSignalSpy selected(m_panel.get(), &GraphPanel::originsSelected);
        m_panel->setCurrentTab(GraphPanel::Optimised);
        GraphCanvas* const canvas = m_panel->canvas(GraphPanel::Optimised);
        int fused = -1;
        for (std::size_t i = 0; i < m_optimised->nodes.size() && fused < 0; ++i)
            if (m_optimised->nodes[i].origins.size() > 1) fused = static_cast<int>(i);
        const Rect& box = canvas->graph()->box(fused);
        canvas->setCamera(Camera{}.centredOn({box.centreX(), box.centreY()}, canvas->size()));
        QTest::mouseClick(canvas, Qt::LeftButton, {}, canvas->rect().center());
        QCOMPARE(selected.size(), 1);
        const auto origins = selected.first().first().value<std::vector<std::uint32_t>>();
        QCOMPARE(origins, m_optimised->nodes[static_cast<std::size_t>(fused)].origins);
        QCOMPARE(originsOf(*m_imported, m_panel->canvas(GraphPanel::Imported)->selection()), origins);
    }

    void farSelectionsComeIntoView() {
        GraphCanvas* const canvas = m_panel->canvas(GraphPanel::Imported);
        const int last = static_cast<int>(m_imported->nodes.size()) - 1;
        const Rect box = canvas->graph()->box(last);
        canvas->setCamera(Camera{});
        QVERIFY(!canvas->camera().shown(canvas->size()).intersects(box));
        m_panel->setSelectedOrigins({static_cast<std::uint32_t>(last)});
        QTRY_VERIFY(canvas->camera().shown(canvas->size()).contains({box.centreX(), box.centreY()}));
    }

    void searchCountsAndSteps() {
        auto* const edit = m_panel->findChild<QLineEdit*>("searchEdit");
        auto* const count = m_panel->findChild<QLabel*>("searchCount");
        QTest::keyClick(m_panel.get(), Qt::Key_F, Qt::ControlModifier);
        QTRY_VERIFY(edit->hasFocus());
        QTest::keyClicks(edit, "maxpool");
        QTRY_VERIFY(count->text() == "1 of 1" || count->text() == "1 hits");
        QTest::keyClick(edit, Qt::Key_Return);
        QCOMPARE(count->text(), "1 of 1");
        QCOMPARE(m_panel->currentCanvas()->selection(), QList<int>{4});
        edit->setText("/^conv/");
        const int hits = m_panel->currentCanvas()->searchHitCount();
        QVERIFY(hits > 10);
        m_panel->findChild<QToolButton*>("searchNext")->click();
        const int first = m_panel->currentCanvas()->currentSearchHit();
        m_panel->findChild<QToolButton*>("searchNext")->click();
        QCOMPARE(m_panel->currentCanvas()->currentSearchHit(), (first + 1) % hits);
        m_panel->findChild<QToolButton*>("searchPrevious")->click();
        QCOMPARE(m_panel->currentCanvas()->currentSearchHit(), first);
        edit->setText("/(/");
        QCOMPARE(count->text(), "not valid");
        QVERIFY(count->toolTip().startsWith("The expression is not valid"));
        QTest::keyClick(edit, Qt::Key_Escape);
        QCOMPARE(m_panel->currentCanvas()->searchHitCount(), 0);
    }

    void colorsApplyToBothTabs() {
        auto* const colors = m_panel->findChild<QComboBox*>("graphColors");
        const std::vector<QRgb> before = m_panel->canvas(GraphPanel::Optimised)->nodeColors(lightTheme());
        colors->setCurrentIndex(colors->findData(static_cast<int>(ColorMode::Time)));
        QVERIFY(m_panel->canvas(GraphPanel::Imported)->colorMode() == ColorMode::Time);
        QVERIFY(m_panel->canvas(GraphPanel::Optimised)->nodeColors(lightTheme()) != before);
    }

    void directionTurnsBothTabs() {
        m_panel->findChild<QToolButton*>("graphDirectionButton")->click();
        for (const GraphPanel::Tab tab : {GraphPanel::Imported, GraphPanel::Optimised})
            QVERIFY(m_panel->canvas(tab)->graph()->layout.direction == Direction::LeftToRight);
    }

    void unchangedGraphsKeepTheirView() {
        GraphCanvas* const canvas = m_panel->canvas(GraphPanel::Imported);
        canvas->setCamera(Camera{{12, 34}, 0.7});
        m_panel->setSnapshots(m_imported, nullptr);
        QCOMPARE(canvas->camera().scale, 0.7);
        QVERIFY(m_panel->canvas(GraphPanel::Optimised)->graph() == nullptr);
    }

    void svgHoldsEveryName() {
        const ExportReport report = drawing().writeSvg(pathOf("graph.svg"));
        QCOMPARE(report.problem, QString());
        const QStringList names = textsIn(contentOf(pathOf("graph.svg")), "title");
        QCOMPARE(names.size(), static_cast<qsizetype>(m_imported->nodes.size()));
        for (const inspect::GraphNode& node : m_imported->nodes)
            QVERIFY2(names.contains(QString::fromStdString(node.name)), node.name.c_str());
        QVERIFY(textsIn(contentOf(pathOf("graph.svg")), "text").contains("1x256x56x56 f32"));
    }

    void svgEscapesHostileNames() {
        samples::SnapshotBuilder builder;
        builder.add("<b>&\"x", inspect::Category::Other, {});
        builder.node(0).name = "a<&>]]>\"'é";
        m_panel->setSnapshots(builder.finish(), nullptr);
        QCOMPARE(drawing().writeSvg(pathOf("hostile.svg")).problem, QString());
        QCOMPARE(textsIn(contentOf(pathOf("hostile.svg")), "title"), QStringList{"a<&>]]>\"'é"});
    }

    void pngHasTheSizeItStates() {
        for (const double scale : {0.05, 0.5, 1.0}) {
            const QSize size = drawing().pngSizeAt(scale);
            const ExportReport report = drawing().writePng(pathOf("graph.png"), scale);
            QCOMPARE(report.problem, QString());
            const QImage image(pathOf("graph.png"));
            QCOMPARE(image.size(), size);
        }
        const Rect& bounds = m_panel->canvas(GraphPanel::Imported)->graph()->layout.bounds;
        QCOMPARE(drawing().pngSizeAt(1.0), QSize(static_cast<int>(std::ceil(bounds.width)), static_cast<int>(std::ceil(bounds.height))));
        QVERIFY(drawing().pngSizeAt(1.0).height() > 2048);   // so that more than one tile was joined
    }

    void tooLargePngsAreRefusedWithTheirSize() {
        const ExportReport report = drawing().writePng(pathOf("huge.png"), 50);
        QVERIFY(report.problem.startsWith("The picture would be "));
        QVERIFY(report.problem.contains("the limit is 500 million"));
        QVERIFY(!QFile::exists(pathOf("huge.png")));
    }

    void failedExportsSayWhy() {
        QVERIFY(drawing().writeSvg(pathOf("no/such/folder/graph.svg")).problem.contains("could not be written"));
        QVERIFY(drawing().writePng(pathOf("no/such/folder/graph.png"), 0.1).problem.contains("could not be written"));
        m_panel->setSnapshots(nullptr, nullptr);
        QVERIFY(!drawing().writeSvg(pathOf("none.svg")).problem.isEmpty());
        QVERIFY(!drawing().writePng(pathOf("none.png"), 1).problem.isEmpty());
    }

    void controlsAreNamedAndExplained() {
        for (const char* name : {"graphColors", "graphDirectionButton", "graphDimButton", "graphFitButton", "searchEdit"}) {
            const auto* const control = m_panel->findChild<QWidget*>(name);
            QVERIFY2(control, name);
            QVERIFY2(!control->accessibleName().isEmpty(), name);
            QVERIFY2(!control->toolTip().isEmpty(), name);
        }
    }

    void propertiesFollowTheSelection() {
        PropertyPanel properties;
        connect(m_panel.get(), &GraphPanel::nodesShown, &properties, &PropertyPanel::showNodes);
        properties.show();
        m_panel->setSelectedOrigins({1});
        QCOMPARE(properties.findChild<QLabel*>("propertyTitle")->text(), "Conv");
        auto* const table = properties.findChild<CopyableTableView*>("propertyTable");
        QVERIFY(table->isVisible());
        table->selectAll();
        const QString copied = table->selectedText();
        QVERIFY(copied.contains("Name\tConv_1\n"));
        QVERIFY(copied.contains("kernel_shape\t[7, 7]\n"));
        QVERIFY(copied.contains("value_1\t1x64x112x112 f32\n"));
        m_panel->setSelectedOrigins({1, 2});
        QCOMPARE(properties.findChild<QLabel*>("propertyTitle")->text(), "2 nodes");
        m_panel->setSelectedOrigins({});
        QVERIFY(!table->isVisible());
    }

    void manyNodesAreSummedUp() {
        const std::vector<inspect::Property> rows = propertiesOfMany(*m_optimised, {1, 2, 3});
        QCOMPARE(QString::fromStdString(rows.front().value), "3");
        QVERIFY(std::ranges::any_of(rows, [](const inspect::Property& row) { return row.name == "Time"; }));
    }
};

}  // namespace planscope::views::graph

QTEST_MAIN(planscope::views::graph::GraphPanelTest)
#include "graph_panel_test.moc"
