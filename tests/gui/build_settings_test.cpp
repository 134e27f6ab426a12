// SPDX-License-Identifier: GPL-3.0-or-later
// Settings are staged, built, explained and compared, in the real window.
#include "engine/network/constant.h"
#include "tests/gui/window_fixture.h"
#include "app/desktop/selection_bus.h"
#include "views/graph/panel/graph_panel.h"
#include "views/graph/scene/graph_canvas.h"

#include <QCheckBox>
#include <QClipboard>
#include <QComboBox>
#include <QGuiApplication>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QTableView>

#include <set>

using namespace planscope;
using namespace planscope::desktop;

class BuildSettingsTest : public WindowFixture {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { prepareApplication(); }
    void init() { showWindow(); }
    void cleanup() { m_window.reset(); }
    void unavailablePrecisionsSayWhy();
    void changesAreStagedShownAndReset();
    void requestsAreMetAndExplained();
    void precisionRowsFollowTheSelection();

private:
    void askFor(std::initializer_list<int> rows, const char* precision);
};

/// Selects rows of the table of precisions and asks for one, by the keyboard.
void BuildSettingsTest::askFor(std::initializer_list<int> rows, const char* precision) {
    raiseDock("precisionDock");
    auto* table = child<QTableView>("precisionTable");
    table->clearSelection();
    for (const int row : rows) {
        const QRect cell = table->visualRect(table->model()->index(row, 0));
        QTest::mouseClick(table->viewport(), Qt::LeftButton, Qt::ControlModifier, cell.center());
    }
    QCOMPARE(table->selectionModel()->selectedRows().size(), static_cast<qsizetype>(rows.size()));
    auto* box = child<QComboBox>("precisionRequest");
    QVERIFY(box->isEnabled());
    box->setFocus();
    QTest::keyClicks(box, QLatin1String(precision));
    QCOMPARE(box->currentText(), QLatin1String(precision));
    QTest::keyClick(box, Qt::Key_Return);
}

void BuildSettingsTest::unavailablePrecisionsSayWhy() {
    QVERIFY(child<QCheckBox>("precisionFP32")->isChecked());
    QVERIFY(!child<QCheckBox>("precisionFP32")->isEnabled());
    openSample();
    QVERIFY(!child<QCheckBox>("precisionINT8")->isEnabled());
    QVERIFY(child<QCheckBox>("precisionINT8")->toolTip().contains(QStringLiteral("QuantizeLinear")));
    for (const char* name : {"precisionFP16", "precisionTF32"}) QVERIFY(child<QCheckBox>(name)->isEnabled());

    const QString quantised = writeModel(
        "quantised.onnx", "g (float[1,4] x) => (float[1,4] y) <float s = {0.1}, int8 z = {0}> { q = QuantizeLinear(x, s, z) y = DequantizeLinear(q, s, z) }");
    m_window->openPath(quantised);
    waitIdle();
    QVERIFY2(m_window->document().model()->path == quantised, qPrintable(m_window->statusBar()->currentMessage()));
    QVERIFY(child<QCheckBox>("precisionINT8")->isEnabled());
    child<QCheckBox>("precisionINT8")->click();
    buildByButton();
    QVERIFY(m_window->document().built()->options.precision.int8);
}

void BuildSettingsTest::changesAreStagedShownAndReset() {
    openSample();
    buildByButton();
    auto* staged = child<QLabel>("buildStaged");
    auto* build = child<QPushButton>("buildButton");
    QVERIFY(staged->text().contains(QStringLiteral("No changes")));
    QVERIFY(!child<QPushButton>("resetButton")->isEnabled());
    const auto* before = m_window->document().built()->engine.get();

    child<QCheckBox>("precisionFP16")->click();
    child<QComboBox>("buildLevel")->setCurrentIndex(0);
    askFor({0, 1}, "FP32");
    QCOMPARE(staged->text(), QStringLiteral("4 changes: FP16 on, level 0, constraints: prefer, 2 layers requested"));
    QCOMPARE(build->text(), QStringLiteral("&Build (4)"));
    QCOMPARE(m_window->document().built()->engine.get(), before);  // nothing is built by a change

    const QString command = child<QPlainTextEdit>("buildCommand")->toPlainText();
    for (const char* word : {"planexec build", "--fp16", "--builderOptimizationLevel=0", "--precisionConstraints=prefer", "--layerPrecisions="})
        QVERIFY2(command.contains(QLatin1String(word)), qPrintable(command));
    QTest::mouseClick(child<QPushButton>("copyCommandButton"), Qt::LeftButton);
    QCOMPARE(QGuiApplication::clipboard()->text(), command);

    QTest::mouseClick(child<QPushButton>("resetButton"), Qt::LeftButton);
    QVERIFY(staged->text().contains(QStringLiteral("No changes")));
    QVERIFY(!child<QCheckBox>("precisionFP16")->isChecked());
    QCOMPARE(child<QTableView>("precisionTable")->model()->index(0, 2).data().toString(), QStringLiteral("any"));
    QVERIFY(!child<QPlainTextEdit>("buildCommand")->toPlainText().contains(QStringLiteral("--fp16")));
}

void BuildSettingsTest::requestsAreMetAndExplained() {
    openSample();
    auto* table = child<QTableView>("precisionTable");
    const int rows = table->model()->rowCount();
    QVERIFY(rows > 2);
    for (int row = 0; row < rows; ++row) QCOMPARE(table->model()->index(row, 3).data().toString(), QString());
    child<QCheckBox>("precisionFP16")->click();
    child<QComboBox>("buildLevel")->setCurrentIndex(0);
    askFor({0}, "FP32");
    buildByButton();
    const auto actualOf = [&](int row) { return table->model()->index(row, 3).data().toString(); };
    QVERIFY2(actualOf(0).contains(QStringLiteral("FP32")), qPrintable(actualOf(0)));
    int halves = 0;
    for (int row = 0; row < rows; ++row) {
        halves += actualOf(row) == QStringLiteral("FP16");
        QVERIFY2(!actualOf(row).isEmpty() || !table->model()->index(row, 4).data().toString().isEmpty(), "neither a precision nor a reason");
    }
    QVERIFY(halves > 0);
    child<QComboBox>("graphColors")->setCurrentText(QStringLiteral("Colour: precision"));
    const auto& drawing = m_window->graphPanel().canvas(views::graph::GraphPanel::Optimised)->nodeColors(views::lightTheme());
    QVERIFY(std::set<QRgb>(drawing.begin(), drawing.end()).size() > 1);
}

void BuildSettingsTest::precisionRowsFollowTheSelection() {
    openSample();
    auto* table = child<QTableView>("precisionTable");
    raiseDock("precisionDock");
    auto* bus = m_window->findChild<SelectionBus*>();
    const QModelIndex second = table->model()->index(1, 0);
    table->scrollTo(second);
    QTest::mouseClick(table->viewport(), Qt::LeftButton, {}, table->visualRect(second).center());
    QCOMPARE(bus->origins().size(), std::size_t{1});
    QCOMPARE(m_window->graphPanel().currentCanvas()->selection().size(), 1);
    const std::uint32_t origin = bus->origins().front();
    bus->clear();
    QVERIFY(table->selectionModel()->selectedRows().isEmpty());
    bus->selectOrigins({origin});
    QVERIFY(table->selectionModel()->isRowSelected(1, {}));
    child<QLineEdit>("precisionFilter")->setText(QStringLiteral("no such layer"));
    QCOMPARE(table->model()->rowCount(), 0);
}

QTEST_MAIN(BuildSettingsTest)
#include "build_settings_test.moc"
