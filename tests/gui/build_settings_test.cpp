// SPDX-License-Identifier: GPL-3.0-or-later
// Settings are staged, built, explained and compared, in the real window.
#include "app/desktop/calibration_dialog.h"
#include "app/desktop/kept_rules.h"
#include "app/desktop/selection_bus.h"
#include "engine/inspect/format.h"
#include "tests/gui/stall_watch.h"
#include "tests/gui/window_fixture.h"
#include "views/graph/panel/graph_panel.h"
#include "views/graph/scene/graph_canvas.h"
#include "views/widgets/snapshot_table_model.h"

#include <QAction>
#include <QCheckBox>
#include <QClipboard>
#include <QComboBox>
#include <QElapsedTimer>
#include <QFile>
#include <QGuiApplication>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QProgressBar>
#include <QRegularExpression>
#include <QSpinBox>
#include <QTableView>
#include <QToolButton>
#include <QTimer>

#include <algorithm>
#include <set>

using namespace planscope;
using namespace planscope::desktop;

class BuildSettingsTest : public WindowFixture {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { prepareApplication(); }
    void init() { showWindow(); }
    void cleanup() { m_window.reset(); }
    void precisionsSayWhatTheyNeed();
    void int8IsCalibratedBuiltAndCompared();
    void tacticsArePinnedFromTheCandidates();
    void rulesOfModelsOfOneNameAreKeptApart();
    void openShapesAreBuiltForRanges();
    void calibrationStopsWithItsWindow();
    void changesAreStagedShownAndReset();
    void requestsAreMetAndExplained();
    void precisionRowsFollowTheSelection();
    void buildsAreListedAndCompared();
    void progressCountsTacticsAndTheWindowStaysIdle();

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

void BuildSettingsTest::precisionsSayWhatTheyNeed() {
    QVERIFY(child<QCheckBox>("precisionFP32")->isChecked());
    QVERIFY(!child<QCheckBox>("precisionFP32")->isEnabled());
    QVERIFY(!child<QCheckBox>("precisionINT8")->isEnabled());
    QVERIFY(!child<QPushButton>("calibrationMake")->isEnabled());
    openSample();
    for (const char* name : {"precisionFP16", "precisionTF32", "precisionINT8"}) QVERIFY(child<QCheckBox>(name)->isEnabled());
    QVERIFY(child<QPushButton>("calibrationMake")->isEnabled());

    const QString quantised = writeModel(
        "quantised.onnx", "g (float[1,4] x) => (float[1,4] y) <float s = {0.1}, int8 z = {0}> { q = QuantizeLinear(x, s, z) y = DequantizeLinear(q, s, z) }");
    m_window->openPath(quantised);
    waitIdle();
    QVERIFY2(m_window->document().model()->path == quantised, qPrintable(m_window->statusBar()->currentMessage()));
    QVERIFY(child<QCheckBox>("precisionINT8")->isEnabled());
    QVERIFY(!child<QPushButton>("calibrationMake")->isEnabled());
    QVERIFY(child<QPushButton>("calibrationMake")->toolTip().contains(QStringLiteral("QuantizeLinear")));
    child<QCheckBox>("precisionINT8")->click();
    buildByButton();
    QVERIFY(m_window->document().built()->options.precision.int8);
}

/// From test data to an INT8 engine, by the mouse.
void BuildSettingsTest::int8IsCalibratedBuiltAndCompared() {
    openSample();
    child<QComboBox>("buildLevel")->setCurrentIndex(0);
    buildByButton();
    QTest::mouseClick(child<QPushButton>("calibrationMake"), Qt::LeftButton);
    auto* dialog = child<CalibrationDialog>("calibrationDialog");
    QVERIFY(QTest::qWaitForWindowExposed(dialog));
    auto* start = dialog->findChild<QPushButton*>(QStringLiteral("calibrationStart"));
    auto* message = dialog->findChild<QLabel*>(QStringLiteral("calibrationMessage"));
    QVERIFY(!start->isEnabled());
    for (const QPushButton* button : dialog->findChildren<QPushButton*>()) QCOMPARE(button->isDefault(), button == start);  // what Return does
    const auto leftOf = [dialog](const char* field) { return dialog->findChild<QWidget*>(QLatin1String(field))->mapTo(dialog, QPoint()).x(); };
    for (const char* field : {"calibrationBatches", "calibrator", "calibrationCache"}) QCOMPARE(leftOf(field), leftOf("calibrationData"));

    dialog->setData(QStringLiteral("/no/such/folder"));
    QVERIFY(message->text().contains(QStringLiteral("does not exist")));
    QVERIFY(!start->isEnabled());

    dialog->setData(sampleModel("digits_classifier"));
    QCOMPARE(dialog->findChild<QSpinBox*>(QStringLiteral("calibrationBatches"))->value(), 10);
    QVERIFY(!dialog->findChild<QLabel*>(QStringLiteral("calibrationPreview"))->pixmap().isNull());
    QVERIFY(dialog->findChild<QLabel*>(QStringLiteral("calibrationNumbers"))->text().contains(QStringLiteral("image: f32 1x1x28x28, from 0 to ")));
    const QString cache = m_folder.filePath(QStringLiteral("digits.cache"));
    dialog->findChild<QLineEdit*>(QStringLiteral("calibrationCache"))->setText(cache);
    savePicture(dialog, QStringLiteral("calibration"));
    QTest::mouseClick(start, Qt::LeftButton);
    QTRY_VERIFY_WITH_TIMEOUT(message->text().contains(QStringLiteral("19 tensors")), kBuildTimeoutMs);
    QVERIFY(contentOf(cache).startsWith("TRT-8612-EntropyCalibration2\n"));
    QCOMPARE(child<QLineEdit>("calibrationFile")->text(), cache);
    dialog->close();

    child<QCheckBox>("precisionINT8")->click();
    QCOMPARE(child<QLabel>("buildStaged")->text(), QStringLiteral("2 changes: INT8 on, another calibration"));
    QVERIFY(child<QPlainTextEdit>("buildCommand")->toPlainText().contains(QStringLiteral("--int8 --calib=") + cache));
    buildByButton();
    QVERIFY(m_window->document().built()->warnings.empty());
    int integers = 0;
    for (const PrecisionRecord& row : m_window->document().built()->record->precisions) integers += row.reason.starts_with("INT8: scale");
    QCOMPARE(integers, 5);

    auto* file = child<QLineEdit>("calibrationFile");
    file->setText(sampleModel("digits_classifier.onnx"));
    QTest::keyClick(file, Qt::Key_Return);
    QCOMPARE(file->text(), cache);  // what is no cache changes nothing
    QVERIFY(m_window->statusBar()->currentMessage().contains(QStringLiteral("the first line of a calibration cache")));
}

/// A model with open extents: asked for ranges, built for them, profiled at one of their shapes.
void BuildSettingsTest::rulesOfModelsOfOneNameAreKeptApart() {
    const auto keep = [](const char* model, const char* layer) { return keepRules(QLatin1String(model), {AlgorithmRule{.effect = AlgorithmRule::Effect::Retime, .layer = layer}}); };
    const auto textOf = [](const QString& path) {
        QFile file(path);
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    };
    const QString left = keep("/left/net.onnx", "first"), right = keep("/right/net.onnx", "second");
    QVERIFY(left != right);
    QVERIFY(textOf(left).contains("first") && textOf(right).contains("second"));
    QCOMPARE(keep("/left/net.onnx", "third"), left);
    QVERIFY(textOf(left).contains("third") && !textOf(left).contains("first"));
    QVERIFY(keepRules(QStringLiteral("/left/net.onnx"), {}).isEmpty());
}

void BuildSettingsTest::openShapesAreBuiltForRanges() {
    openSample();
    QVERIFY(!child<QPushButton>("shapesChange")->isEnabled());
    const QString open = writeModel("open.onnx", "g (float[batch,4] x) => (float[batch,4] y) { h = Relu(x) y = Exp(h) }");
    m_window->openPath(open);
    waitIdle();
    child<QComboBox>("buildLevel")->setCurrentIndex(0);
    QCOMPARE(child<QLabel>("shapesText")->text(), QStringLiteral("fixed"));
    auto* change = child<QPushButton>("shapesChange");
    QVERIFY(change->isEnabled());
    QTimer::singleShot(0, this, [this] {
        auto* dialog = child<QDialog>("shapesDialog");
        QTest::mouseClick(dialog->findChild<QCheckBox*>(QStringLiteral("openShapes")), Qt::LeftButton, {}, QPoint(10, 10));
        dialog->findChild<QSpinBox*>(QStringLiteral("batch-max"))->setValue(8);
        dialog->findChild<QSpinBox*>(QStringLiteral("batch-opt"))->setValue(4);
        dialog->findChild<QSpinBox*>(QStringLiteral("batch-profiled"))->setValue(6);
        QCoreApplication::processEvents();  // scroll bars appear and go with the first layout
        savePicture(dialog, QStringLiteral("shapes"));
        QTest::keyClick(dialog, Qt::Key_Return);
    });
    QTest::mouseClick(change, Qt::LeftButton);
    QCOMPARE(child<QLabel>("shapesText")->text(), QStringLiteral("batch 1–8, tuned at 4"));
    const QString command = child<QPlainTextEdit>("buildCommand")->toPlainText();
    for (const char* word : {"--minShapes=x:1x4", "--optShapes=x:4x4", "--maxShapes=x:8x4"}) QVERIFY2(command.contains(QLatin1String(word)), qPrintable(command));
    buildByButton();
    const BuiltEngine& built = *m_window->document().built();
    QVERIFY(built.whole->isOpen && !built.engine->isOpen);
    QVERIFY(built.engine->tensors[built.engine->inputs[0].tensor].dims == Dims({6, 4}));
    QVERIFY(built.latencyNs > 0);
    const QString plan = m_folder.filePath(QStringLiteral("open.plan"));
    const auto defs = exportDefs();
    QVERIFY(exportTo(*std::ranges::find_if(defs, [](const ExportDef& def) { return std::string_view(def.suffix) == "plan"; }), plan));
    m_window->openPath(plan);
    waitIdle();
    QVERIFY(m_window->document().built()->whole->isOpen);
}

/// From the menu of the candidates to an engine with that tactic.
void BuildSettingsTest::tacticsArePinnedFromTheCandidates() {
    openSample();
    buildByButton();
    raiseDock("profilerDock");
    auto* layers = child<QTableView>("layerTable");
    auto* candidates = child<QTableView>("candidateTable");
    const auto columnOf = [](QTableView* table, const char* title) {
        for (int c = 0; c < table->model()->columnCount(); ++c)
            if (table->model()->headerData(c, Qt::Horizontal).toString() == QLatin1String(title)) return c;
        return -1;
    };
    const int name = columnOf(layers, "Layer"), status = columnOf(candidates, "Status"), tactic = columnOf(candidates, "Tactic"), algorithm = columnOf(candidates, "Algorithm");
    for (int row = 0; row < layers->model()->rowCount(); ++row)
        if (layers->model()->index(row, name).data().toString().startsWith(QStringLiteral("conv2"))) layers->selectRow(row);
    int other = -1;
    for (int row = 0; row < candidates->model()->rowCount() && other < 0; ++row)
        if (candidates->model()->index(row, status).data().toString().contains(QStringLiteral("slower"))) other = row;
    QVERIFY(other >= 0);
    const QString wanted = candidates->model()->index(other, tactic).data().toString(), variant = candidates->model()->index(other, algorithm).data().toString();
    QTest::mouseClick(candidates->viewport(), Qt::LeftButton, {}, candidates->visualRect(candidates->model()->index(other, status)).center());
    auto* pin = child<QAction>("pinTactic");
    QVERIFY(pin->isEnabled() && candidates->actions().contains(pin));
    pin->trigger();
    const auto wishOf = [&](int row) { return candidates->model()->index(row, columnOf(candidates, "Next build")).data().toString(); };
    QCOMPARE(wishOf(other), QStringLiteral("pinned"));
    QVERIFY(wishOf(other == 0 ? 1 : 0).isEmpty());
    QCOMPARE(child<QLabel>("tacticRulesText")->text(), QStringLiteral("1 pinned"));
    QCOMPARE(child<QLabel>("buildStaged")->text(), QStringLiteral("1 change: tactics: 1 pinned"));
    static const QRegularExpression rulesFile(QStringLiteral("/digits_classifier\\.[0-9a-f]{16}\\.algorithms\\.json"));
    QVERIFY(child<QPlainTextEdit>("buildCommand")->toPlainText().contains(rulesFile));
    for (const char* text : {"1 pinned, 1 forbidden", "1 pinned"}) {  // once more takes it back
        QTest::mouseClick(child<QToolButton>("forbidTacticButton"), Qt::LeftButton);
        QCOMPARE(child<QLabel>("tacticRulesText")->text(), QLatin1String(text));
    }
    QTest::mouseClick(child<QToolButton>("retimeTacticButton"), Qt::LeftButton);
    QCOMPARE(child<QLabel>("tacticRulesText")->text(), QStringLiteral("1 pinned, 1 timed again"));
    QCOMPARE(wishOf(other), QStringLiteral("pinned, time again"));
    QTest::mouseClick(child<QToolButton>("retimeTacticButton"), Qt::LeftButton);
    savePicture(QStringLiteral("pins"));
    buildByButton();
    const auto& steps = m_window->document().built()->engine->steps;
    const auto step = std::ranges::find_if(steps, [](const EngineStep& s) { return s.name.starts_with("conv2"); });
    QCOMPARE(QString::fromStdString(step->tactic), wanted);
    QCOMPARE(QString::fromStdString(step->variant.algorithm), variant);
    QVERIFY(child<QLabel>("buildStaged")->text().contains(QStringLiteral("No changes")));
    QTest::mouseClick(child<QPushButton>("tacticRulesClear"), Qt::LeftButton);
    QCOMPARE(child<QLabel>("tacticRulesText")->text(), QStringLiteral("the fastest"));
    QVERIFY(wishOf(other).isEmpty());
    QCOMPARE(child<QLabel>("buildStaged")->text(), QStringLiteral("1 change: no tactic pinned or forbidden"));
}

void BuildSettingsTest::calibrationStopsWithItsWindow() {
    openSample();
    QTest::mouseClick(child<QPushButton>("calibrationMake"), Qt::LeftButton);
    auto* dialog = child<CalibrationDialog>("calibrationDialog");
    dialog->setData(sampleModel("digits_classifier"));
    dialog->findChild<QLineEdit*>(QStringLiteral("calibrationData"))->setFocus();
    QTest::mouseClick(dialog->findChild<QPushButton*>(QStringLiteral("calibrationStart")), Qt::LeftButton);
    m_window.reset();
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

void BuildSettingsTest::buildsAreListedAndCompared() {
    openSample();
    raiseDock("buildsDock");
    auto* builds = child<QTableView>("buildsTable");
    auto* differences = child<QTableView>("comparisonTable");
    auto* summary = child<QLabel>("comparisonSummary");
    child<QComboBox>("buildLevel")->setCurrentIndex(0);
    buildByButton();
    QCOMPARE(builds->model()->rowCount(), 1);
    QCOMPARE(differences->model()->rowCount(), 0);
    QVERIFY(summary->text().contains(QStringLiteral("build again")));

    child<QCheckBox>("precisionFP16")->click();
    child<QComboBox>("buildLevel")->setCurrentIndex(3);
    buildByButton();
    QCOMPARE(builds->model()->rowCount(), 2);
    QTRY_VERIFY(differences->model()->rowCount() > 0);
    QVERIFY2(summary->text().contains(QStringLiteral("changed precision")) && summary->text().contains(QStringLiteral("±")), qPrintable(summary->text()));
    QVERIFY(child<QPlainTextEdit>("buildLog")->toPlainText().contains(QStringLiteral("Against the build before: ")));
    for (int column : {1, 2, 3, 4, 5}) QVERIFY(!builds->model()->index(1, column).data().toString().isEmpty());
    QVERIFY2(builds->model()->index(1, 1).data().toString().contains(QStringLiteral("FP32 + FP16, level 3")), qPrintable(builds->model()->index(1, 1).data().toString()));
    QCOMPARE(builds->model()->index(1, 2).data().toString(), QString::fromStdString(inspect::formatDuration(m_window->document().builds()[1].latencyNs)));

    for (int row = 1; row < differences->model()->rowCount(); ++row) {
        const auto changeOf = [&](int at) { return differences->model()->index(at, 1).data(views::SnapshotTableModel::kSortRole).toDouble(); };
        QVERIFY2(changeOf(row - 1) >= changeOf(row), "largest changes must come first");
    }
    child<QComboBox>("graphColors")->setCurrentText(QStringLiteral("Colour: change"));
    const std::vector<QRgb> colors = m_window->graphPanel().canvas(views::graph::GraphPanel::Optimised)->nodeColors(views::lightTheme());
    QVERIFY(std::set<QRgb>(colors.begin(), colors.end()).size() > 2);
    savePicture(QStringLiteral("compare"));

    const QModelIndex first = differences->model()->index(0, 0);
    QTest::mouseClick(differences->viewport(), Qt::LeftButton, {}, differences->visualRect(first).center());
    QVERIFY(!m_window->selection().origins().empty());

    const auto clickBuild = [&](int row, Qt::KeyboardModifiers keys) {
        QTest::mouseClick(builds->viewport(), Qt::LeftButton, keys, builds->visualRect(builds->model()->index(row, 1)).center());
    };
    clickBuild(0, {});
    QCOMPARE(differences->model()->rowCount(), 0);
    clickBuild(1, Qt::ControlModifier);
    QTRY_VERIFY(differences->model()->rowCount() > 0);

    const QString path = m_folder.filePath(QStringLiteral("compared.html"));
    const auto html = std::find_if(exportDefs().begin(), exportDefs().end(), [](const ExportDef& def) { return QLatin1String(def.id) == QLatin1String("exportHtml"); });
    QVERIFY(exportTo(*html, path));
    QVERIFY(contentOf(path).contains("Compared with another build"));

    openSample("lidar_blocks.onnx");  // builds of another model are not comparable
    QCOMPARE(builds->model()->rowCount(), 0);
    QCOMPARE(differences->model()->rowCount(), 0);
}

/// The GUI thread must leave the processor to the timing of tactics: its share is measured by its own clock.
void BuildSettingsTest::progressCountsTacticsAndTheWindowStaysIdle() {
    openSample("lidar_blocks.onnx");
    child<QCheckBox>("buildTimingCache")->setChecked(false);
    auto* progress = child<QProgressBar>("buildProgress");
    QStringList formats;
    connect(&m_window->document(), &Document::progressed, progress, [&] { formats += progress->format(); });
    QElapsedTimer clock;
    clock.start();
    const double before = StallWatch::threadMs();
    buildByButton();
    const double share = (StallWatch::threadMs() - before) / static_cast<double>(clock.elapsed());
    qInfo("the window took %.2f %% of one processor during %lld ms of building and profiling", share * 100, clock.elapsed());
    QVERIFY2(share < 0.10, qPrintable(QString::number(share)));
    QVERIFY2(!formats.filter(QStringLiteral("tactics timed")).isEmpty(), qPrintable(formats.join(u'|')));
}

QTEST_MAIN(BuildSettingsTest)
#include "build_settings_test.moc"
