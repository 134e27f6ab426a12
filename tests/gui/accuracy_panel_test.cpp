// SPDX-License-Identifier: GPL-3.0-or-later
// Builds are compared with FP32, in the real window.
#include "app/desktop/accuracy_panel.h"
#include "app/desktop/builds_table_model.h"
#include "app/desktop/selection_bus.h"
#include "tests/gui/window_fixture.h"
#include "views/profiler/plots/drift_plot.h"

#include <QCheckBox>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QSpinBox>
#include <QTableView>

#include <algorithm>

using namespace planscope;
using namespace planscope::desktop;
using views::profiler::DriftPlot;

class AccuracyPanelTest : public WindowFixture {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { prepareApplication(); }
    void init() { showWindow(); }
    void cleanup() { m_window.reset(); }
    void buildsAreMeasuredAndDrawn();
    void saysWhatIsMissing();
    void stopsWhenAsked();

private:
    void measureByButton();
    AccuracyPanel* panel() { return m_window->findChild<AccuracyPanel*>(); }
    const FinishedBuild& lastBuild() { return m_window->document().builds().back(); }
};

void AccuracyPanelTest::measureByButton() {
    auto* start = child<QPushButton>("accuracyStart");
    QVERIFY(start->isEnabled());
    QTest::mouseClick(start, Qt::LeftButton);
    QVERIFY(m_window->document().isBusy());
    QVERIFY(!start->isEnabled());
    QVERIFY(child<QPushButton>("accuracyStop")->isEnabled());
    waitIdle();
    QVERIFY2(lastBuild().drift, qPrintable(m_window->statusBar()->currentMessage()));
}

void AccuracyPanelTest::buildsAreMeasuredAndDrawn() {
    openSample();
    raiseDock("accuracyDock");
    child<QComboBox>("buildLevel")->setCurrentIndex(0);
    child<QCheckBox>("precisionFP16")->click();
    buildByButton();
    auto* message = child<QLabel>("accuracyMessage");
    QVERIFY2(message->text().contains(QStringLiteral("made-up")), qPrintable(message->text()));
    panel()->setData(sampleModel("digits_classifier"));
    QCOMPARE(child<QSpinBox>("accuracyBatches")->value(), 10);
    measureByButton();
    const inspect::DriftCurvePtr half = lastBuild().drift;
    QCOMPARE(half->samples, std::size_t{10});
    QVERIFY2(half->worst > 1e-9 && half->worst < 1e-4, "FP16 differs, but by little");
    QVERIFY(half->points.size() > 5);
    for (const inspect::DriftPoint& point : half->points) QVERIFY2(!point.origins.empty(), point.tensor.c_str());

    child<QCheckBox>("precisionFP16")->click();
    buildByButton();
    measureByButton();
    const inspect::DriftCurvePtr single = lastBuild().drift;
    QVERIFY2(single->worst < half->worst, "FP32 is nearer to FP32 than FP16");
    savePicture(QStringLiteral("accuracy"));
    QVERIFY(message->text().contains(QStringLiteral("10 samples")));

    DriftPlot& plot = panel()->plot();
    const DriftPlot::Hit third{0, 2};
    const QPointF place = plot.placeOf(third);
    const DriftPlot::Hit found = plot.hitAt(place);
    QVERIFY(found.isOne() && found.point == 2);
    auto* surface = m_window->findChild<QWidget*>(QStringLiteral("driftPlot"));
    QTest::mouseClick(surface, Qt::LeftButton, {}, place.toPoint());
    QCOMPARE(m_window->selection().origins(), half->points[2].origins);
    QVERIFY(!plot.hitAt(QPointF(-50, -50)).isOne());
    child<QComboBox>("accuracyMeasure")->setCurrentIndex(1);
    QVERIFY(plot.placeOf(third) != place);

    raiseDock("buildsDock");
    auto* builds = child<QTableView>("buildsTable");
    for (const int row : {0, 1})
        QCOMPARE(builds->model()->index(row, BuildsTableModel::Accuracy).data().toString(), QStringLiteral("100.00 % as FP32"));
    const auto html = std::ranges::find_if(exportDefs(), [](const ExportDef& def) { return QLatin1String(def.id) == QLatin1String("exportHtml"); });
    QVERIFY(exportTo(*html, m_folder.filePath(QStringLiteral("report.html"))));
    const QByteArray page = contentOf(m_folder.filePath(QStringLiteral("report.html")));
    QVERIFY(page.contains("<h2>Accuracy</h2>") && page.count("class=\"drift d") >= 2 && page.contains("10 samples"));

    raiseDock("accuracyDock");
    child<QLineEdit>("accuracyMean")->setText(QStringLiteral("0.5"));
    QTest::keyClick(child<QLineEdit>("accuracyMean"), Qt::Key_Return);
    QVERIFY2(!lastBuild().drift, "curves of other data are not to be compared");
}

void AccuracyPanelTest::saysWhatIsMissing() {
    raiseDock("accuracyDock");
    auto* message = child<QLabel>("accuracyMessage");
    auto* start = child<QPushButton>("accuracyStart");
    QCOMPARE(message->text(), QStringLiteral("No model is open."));
    QVERIFY(!start->isEnabled());
    openSample();
    QCOMPARE(message->text(), QStringLiteral("Build the model first."));
    QVERIFY(!start->isEnabled());
    child<QComboBox>("buildLevel")->setCurrentIndex(0);
    buildByButton();
    QVERIFY(start->isEnabled());
    panel()->setData(QStringLiteral("/no/such/folder"));
    QVERIFY2(message->text().contains(QStringLiteral("does not exist")), qPrintable(message->text()));
    QVERIFY(!start->isEnabled());
    panel()->setData({});
    measureByButton();
    QCOMPARE(lastBuild().drift->data, std::string("made-up inputs"));
}

void AccuracyPanelTest::stopsWhenAsked() {
    openSample("road_scene_segmenter.onnx");
    raiseDock("accuracyDock");
    child<QComboBox>("buildLevel")->setCurrentIndex(0);
    buildByButton();
    QTest::mouseClick(child<QPushButton>("accuracyStart"), Qt::LeftButton);
    QTest::mouseClick(child<QPushButton>("accuracyStop"), Qt::LeftButton);
    waitIdle();
    QVERIFY(child<QPushButton>("accuracyStart")->isEnabled());
    QVERIFY(!child<QPushButton>("accuracyStop")->isEnabled());
}

QTEST_MAIN(AccuracyPanelTest)
#include "accuracy_panel_test.moc"
