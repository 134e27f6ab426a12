// SPDX-License-Identifier: GPL-3.0-or-later
// The real window, driven as a person would: open, build, click, export, break things.
#include "app/desktop/build_panel.h"
#include "app/desktop/plugin_dialog.h"
#include "app/desktop/problems_panel.h"
#include "engine/layers/layer_table.h"
#include "engine/plan/plan_file.h"
#include "views/graph/panel/graph_panel.h"
#include "tests/gui/stall_watch.h"
#include "tests/gui/window_fixture.h"

#include <QAction>
#include <QAbstractSpinBox>
#include <QCheckBox>
#include <QComboBox>
#include <QDir>
#include <QImage>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QLabel>
#include <QLineEdit>
#include <QMimeData>
#include <QPlainTextEdit>
#include <QSpinBox>
#include <QTabBar>
#include <QTabWidget>
#include <QTableView>
#include <QTest>
#include <QTreeWidget>
#include <QXmlStreamReader>

using namespace planscope;
using namespace planscope::desktop;

class MainWindowTest : public WindowFixture {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();
    void cleanup();
    void emptyWindowSaysWhatToDo();
    void openBuildClickExport();
    void oneSelectionEverywhere();
    void brokenModelLeavesTheLastGoodOneOpen();
    void planAloneCanBeOpenedAndProfiled();
    void stopEndsABuild();
    void droppedFileIsOpened();
    void everyActionIsNamedAndShortcutsAreUnique();
    void everyControlHasAName();
    void pluginsAreAddedAndMissed();
    void themesSwitch();
    void windowStateIsKept();
    void lowWindowsLeaveRoomForTheGraph();
    void guiThreadDoesNotStall();
};

void MainWindowTest::initTestCase() { prepareApplication(); }
void MainWindowTest::init() { showWindow(); }
void MainWindowTest::cleanup() { m_window.reset(); }

void MainWindowTest::emptyWindowSaysWhatToDo() {
    QVERIFY(!child<QPushButton>("buildButton")->isEnabled());
    QVERIFY(!child<QAction>("build")->isEnabled());
    QVERIFY(!child<QAction>("exportHtml")->isEnabled());
    QVERIFY(child<QLabel>("modelLabel")->text().contains(QStringLiteral("Ctrl+O")));
}

void MainWindowTest::openBuildClickExport() {
    openSample();
    QCOMPARE(m_window->windowTitle(), QStringLiteral("digits_classifier.onnx – Planscope"));
    child<QComboBox>("buildLevel")->setCurrentIndex(3);
    buildByButton();

    auto* layers = child<QTableView>("layerTable");
    auto* candidates = child<QTableView>("candidateTable");
    const auto& engine = *m_window->document().built()->engine;
    QCOMPARE(layers->model()->rowCount(), static_cast<int>(engine.steps.size()));
    int filled = 0;
    for (int row = 0; row < layers->model()->rowCount(); ++row) {
        const QModelIndex index = layers->model()->index(row, 0);
        layers->scrollTo(index);
        QTest::mouseClick(layers->viewport(), Qt::LeftButton, {}, layers->visualRect(index).center());
        QCOMPARE(m_window->findChild<SelectionBus*>()->steps().size(), 1);
        filled += candidates->model()->rowCount() > 0;
    }
    QVERIFY2(filled == layers->model()->rowCount(), "a layer without candidates");

    for (const ExportDef& def : exportDefs()) {
        const QString path = m_folder.filePath(QLatin1String(def.defaultName));
        QVERIFY2(exportTo(def, path), def.id);
        const QByteArray content = contentOf(path);
        QVERIFY2(!content.isEmpty(), def.id);
        const QString suffix = QLatin1String(def.suffix);
        if (suffix == QStringLiteral("json")) QVERIFY2(!QJsonDocument::fromJson(content).isNull(), def.id);
        if (suffix == QStringLiteral("png")) QVERIFY(!QImage::fromData(content).isNull());
        if (suffix == QStringLiteral("svg")) {
            QXmlStreamReader xml(content);
            while (!xml.atEnd()) xml.readNext();
            QVERIFY2(!xml.hasError(), qPrintable(xml.errorString()));
        }
        if (suffix == QStringLiteral("html")) {
            QVERIFY(content.contains("class=\"graph\"") && content.contains("<h2>Scope</h2>") && content.contains("SAFE-CONV-01"));
            QVERIFY(!content.contains("src=\"http") && !content.contains("href=\"http"));
        }
        if (std::string_view(def.id) == "exportCsv") QCOMPARE(content.trimmed().count("\n"), engine.steps.size());
        if (suffix == QStringLiteral("plan")) {
            const auto plan = readPlan(path.toStdString(), layers::table());
            QVERIFY2(plan, plan ? "" : plan.error().text().c_str());
            QCOMPARE(plan->engine.steps.size(), engine.steps.size());
        }
    }
    const QJsonObject json = QJsonDocument::fromJson(contentOf(m_folder.filePath(QStringLiteral("engine.json")))).object();
    QCOMPARE(json[QStringLiteral("Layers")].toArray().size(), static_cast<qsizetype>(engine.steps.size()));
    const QJsonDocument trace = QJsonDocument::fromJson(contentOf(m_folder.filePath(QStringLiteral("trace.json"))));
    const QJsonArray events = trace.isArray() ? trace.array() : trace.object()[QStringLiteral("traceEvents")].toArray();
    const auto slices = std::count_if(events.begin(), events.end(), [](const QJsonValue& e) { return e[QStringLiteral("ph")].toString() == QStringLiteral("X"); });
    QVERIFY(slices >= static_cast<qsizetype>(engine.steps.size()));
}

void MainWindowTest::oneSelectionEverywhere() {
    openSample();
    buildByButton();
    auto* bus = m_window->findChild<SelectionBus*>();
    const auto& steps = m_window->document().built()->engine->steps;
    const auto fused = std::find_if(steps.begin(), steps.end(), [](const EngineStep& step) {
        return step.origins.size() > 1 && step.def->category != Category::Reformat;
    });
    QVERIFY2(fused != steps.end(), "no fused layer in the sample");
    const int step = static_cast<int>(fused - steps.begin());

    auto* layers = child<QTableView>("layerTable");
    QSignalSpy changed(bus, &SelectionBus::changed);
    int row = -1;
    for (int r = 0; r < layers->model()->rowCount(); ++r)
        if (layers->model()->index(r, 0).data(Qt::UserRole + 1).toInt() == step) row = r;
    QVERIFY(row >= 0);
    const QModelIndex index = layers->model()->index(row, 0);
    layers->scrollTo(index);
    QTest::mouseClick(layers->viewport(), Qt::LeftButton, {}, layers->visualRect(index).center());
    QVERIFY(changed.count() > 0);
    QCOMPARE(bus->steps(), QList<int>{step});
    QCOMPARE(bus->origins().size(), fused->origins.size());

    bus->selectOrigins({fused->origins.back()});
    QVERIFY(bus->steps().contains(step));
    QVERIFY(layers->selectionModel()->isRowSelected(row, {}));
}

void MainWindowTest::brokenModelLeavesTheLastGoodOneOpen() {
    openSample();
    const QString broken = m_folder.filePath(QStringLiteral("broken.onnx"));
    QByteArray bytes = contentOf(sampleModel("digits_classifier.onnx"));
    bytes.truncate(bytes.size() / 2);
    QFile file(broken);
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(bytes);
    file.close();
    QSignalSpy failed(&m_window->document(), &Document::failed);
    m_window->openPath(broken);
    waitIdle();
    QCOMPARE(failed.count(), 1);
    QVERIFY(m_window->document().model()->path.endsWith(QStringLiteral("digits_classifier.onnx")));
    auto* problems = m_window->findChild<ProblemsPanel*>();
    QVERIFY(problems->problemCount() > 0);
    QVERIFY(problems->isVisible());
    buildByButton();
}

void MainWindowTest::planAloneCanBeOpenedAndProfiled() {
    openSample();
    buildByButton();
    const QString path = m_folder.filePath(QStringLiteral("alone.plan"));
    QVERIFY(exportTo(exportDefs()[0], path));
    m_window = std::make_unique<MainWindow>();
    m_window->show();
    m_window->openPath(path);
    waitIdle();
    QVERIFY(m_window->document().built());
    QVERIFY(!child<QAction>("build")->isEnabled());
    QVERIFY(child<QAction>("profile")->isEnabled());
    child<QAction>("profile")->trigger();
    waitIdle();
    QVERIFY(!m_window->document().built()->profile->lanes.empty());
    QVERIFY(child<QTableView>("candidateTable")->model() != nullptr);
}

void MainWindowTest::stopEndsABuild() {
    openSample("lidar_blocks.onnx");
    child<QCheckBox>("buildTimingCache")->setChecked(false);
    child<QComboBox>("buildLevel")->setCurrentIndex(5);
    QTest::mouseClick(child<QPushButton>("buildButton"), Qt::LeftButton);
    QTest::qWait(150);
    QElapsedTimer clock;
    clock.start();
    QTest::mouseClick(child<QPushButton>("cancelButton"), Qt::LeftButton);
    waitIdle();
    QVERIFY2(clock.elapsed() < 2000, qPrintable(QString::number(clock.elapsed())));
    QVERIFY(m_window->document().model());
    QVERIFY(child<QPushButton>("buildButton")->isEnabled());
}

void MainWindowTest::droppedFileIsOpened() {
    QMimeData mime;
    mime.setUrls({QUrl::fromLocalFile(sampleModel("digits_classifier.onnx"))});
    QDragEnterEvent enter({10, 10}, Qt::CopyAction, &mime, Qt::LeftButton, {});
    QApplication::sendEvent(m_window.get(), &enter);
    QVERIFY(enter.isAccepted());
    QDropEvent drop({10, 10}, Qt::CopyAction, &mime, Qt::LeftButton, {});
    QApplication::sendEvent(m_window.get(), &drop);
    waitIdle();
    QVERIFY(m_window->document().model());
}

void MainWindowTest::everyActionIsNamedAndShortcutsAreUnique() {
    QSet<QString> shortcuts;
    for (const QAction* action : m_window->actions()) {
        QVERIFY2(!action->objectName().isEmpty(), qPrintable(action->text()));
        QVERIFY(!action->text().isEmpty());
        const QString keys = action->shortcut().toString();
        QVERIFY2(keys.isEmpty() || !shortcuts.contains(keys), qPrintable(keys));
        shortcuts.insert(keys);
    }
    QVERIFY(shortcuts.size() > 5);
}

void MainWindowTest::everyControlHasAName() {
    openSample();
    buildByButton();
    for (const QWidget* widget : m_window->findChildren<QWidget*>()) {
        if (widget->focusPolicy() == Qt::NoFocus || !widget->isVisible() || widget->objectName().startsWith(QStringLiteral("qt_"))) continue;
        const bool inner = qobject_cast<const QLineEdit*>(widget) && qobject_cast<const QAbstractSpinBox*>(widget->parentWidget());
        const auto* button = qobject_cast<const QAbstractButton*>(widget);
        const auto* label = qobject_cast<const QLabel*>(widget);
        const bool named = inner || (label && !label->text().isEmpty()) || !widget->accessibleName().isEmpty() || (button && (!button->text().isEmpty() || !button->toolTip().isEmpty())) ||
                           qobject_cast<const QTabBar*>(widget) || widget->inherits("QMenuBar") || widget->inherits("QToolBar") ||
                           widget->inherits("QHeaderView") || widget->inherits("QDockWidget") || widget->inherits("QSplitterHandle") ||
                           qobject_cast<const QTabWidget*>(widget) || widget->inherits("QTableCornerButton");
        QVERIFY2(named, qPrintable(QStringLiteral("%1 '%2'").arg(QLatin1String(widget->metaObject()->className()), widget->objectName())));
    }
}

void MainWindowTest::pluginsAreAddedAndMissed() {
    const QString plan = m_folder.filePath(QStringLiteral("snake.plan"));
    const QString model = writeModel("snake.onnx", "g (float[1,4] x) => (float[1,4] y) { r = Relu(x) y = planscope.samples.Snake <frequency=2.0> (r) }");
    m_window->openPath(model);
    waitIdle();
    QVERIFY(!m_window->document().model());
    QVERIFY2(m_window->statusBar()->currentMessage().contains(QStringLiteral("Snake")), qPrintable(m_window->statusBar()->currentMessage()));

    child<QAction>("plugins")->trigger();
    auto* dialog = child<PluginDialog>("pluginDialog");
    auto* tree = child<QTreeWidget>("pluginTree");
    QCOMPARE(tree->topLevelItemCount(), 0);
    dialog->add(QStringLiteral("/nowhere/none.so"));
    QVERIFY2(child<QLabel>("pluginError")->text().contains(QStringLiteral("there is no such file")), qPrintable(child<QLabel>("pluginError")->text()));
    dialog->add(QStringLiteral(PLANSCOPE_SNAKE));
    QVERIFY(child<QLabel>("pluginError")->isHidden());
    QCOMPARE(tree->topLevelItemCount(), 1);
    QCOMPARE(tree->topLevelItem(0)->child(0)->text(0), QStringLiteral("Snake"));
    QCOMPARE(QSettings().value(QStringLiteral("plugins")).toStringList().size(), 1);
    const QByteArray pictures = qgetenv("PLANSCOPE_TEST_PICTURES");
    if (!pictures.isEmpty()) QVERIFY(dialog->grab().save(QString::fromUtf8(pictures) + QStringLiteral("/plugins.png")));

    m_window->openPath(model);
    waitIdle();
    QVERIFY(m_window->document().model());
    buildByButton();
    QVERIFY(writePlan(plan.toStdString(), *m_window->document().built()->engine));
    tree->setCurrentItem(tree->topLevelItem(0)->child(0));
    QTest::mouseClick(child<QPushButton>("removePlugin"), Qt::LeftButton);
    QCOMPARE(tree->topLevelItemCount(), 0);
    QVERIFY(QSettings().value(QStringLiteral("plugins")).toStringList().isEmpty());
    dialog->close();
    child<QAction>("profile")->trigger();  // the engine keeps the library that it runs
    waitIdle();
    QVERIFY(m_window->document().built()->profile);
    m_window->openPath(plan);
    waitIdle();
    QVERIFY2(m_window->statusBar()->currentMessage().contains(QStringLiteral("plugin 'Snake'")), qPrintable(m_window->statusBar()->currentMessage()));
}

void MainWindowTest::themesSwitch() {
    m_window->applyTheme(views::ThemeKind::Light);
    const QColor light = QApplication::palette().color(QPalette::Window);
    child<QAction>("theme")->trigger();
    const QColor dark = QApplication::palette().color(QPalette::Window);
    QVERIFY(light.lightness() > 128 && dark.lightness() < 128);
    child<QAction>("theme")->trigger();
}

void MainWindowTest::windowStateIsKept() {
    m_window->resize(1111, 777);
    m_window->close();
    MainWindow again;
    QSettings settings;
    QVERIFY(settings.contains(QStringLiteral("window/geometry")));
    QVERIFY(settings.value(QStringLiteral("recentFiles")).toStringList().size() > 0);
}

void MainWindowTest::lowWindowsLeaveRoomForTheGraph() {
    m_window->resize(900, 600);
    QTRY_COMPARE(m_window->size(), QSize(900, 600));
    QTRY_VERIFY2(m_window->graphPanel().height() >= 200, qPrintable(QString::number(m_window->graphPanel().height())));
    savePicture(QStringLiteral("low_window"));
}

void MainWindowTest::guiThreadDoesNotStall() {
    StallWatch watch;
    openSample("lidar_blocks.onnx");
    buildByButton();
    child<QAction>("profile")->trigger();
    waitIdle();
    QTest::qWait(300);
    qInfo("longest stall of the GUI thread: %.1f ms", watch.longestMs());
    QVERIFY2(watch.longestMs() < 50.0, qPrintable(QString::number(watch.longestMs())));
}

QTEST_MAIN(MainWindowTest)
#include "main_window_test.moc"
