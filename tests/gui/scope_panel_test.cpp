// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/gui/window_fixture.h"

#include "app/desktop/build_panel.h"
#include "app/desktop/scope_panel.h"
#include "views/graph/panel/graph_panel.h"
#include "views/safety_scope/panel/findings_panel.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDialog>
#include <QJsonDocument>
#include <QJsonObject>
#include <QLabel>
#include <QLineEdit>
#include <QTextBrowser>
#include <QTreeView>

using planscope::views::safety_scope::FindingRow;
using planscope::views::safety_scope::FindingsModel;
using planscope::views::safety_scope::Severity;

/// The judgement of scopes in a real window.
class ScopePanelTest : public WindowFixture {
    Q_OBJECT
private slots:
    void initTestCase() { prepareApplication(); }
    void init() { showWindow(); }
    void cleanup() { m_window.reset(); }
    void judgesWhatIsOpen();
    void followsWhatIsStaged();
    void selectsNodesBothWays();
    void offersWhatHelps();
    void keepsTheChosenFinding();
    void groupsFiltersAndSearches();
    void asksOtherScopes();
    void saysWhatAModelLacks();
    void exportsFindings();
    void manyFindingsAreQuick();

private:
    planscope::desktop::ScopePanel& panel() { return *m_window->findChild<planscope::desktop::ScopePanel*>(); }
    const FindingsModel& model() { return panel().findings().model(); }
    void raise() {
        auto* dock = child<QDockWidget>("scopeDock");
        dock->show();
        dock->raise();
    }
    void picture(const char* name) {
        const QString folder = qEnvironmentVariable("PLANSCOPE_TEST_PICTURES");
        QTest::qWait(50);  // labels take their widths once events were handled
        if (!folder.isEmpty()) QVERIFY(m_window->grab().save(folder + QLatin1Char('/') + QLatin1String(name)));
    }
};

void ScopePanelTest::judgesWhatIsOpen() {
    raise();
    QVERIFY(child<QLabel>("scopeLabel")->text().isEmpty());
    picture("scope_empty.png");
    openSample();
    QVERIFY2(model().count(Severity::Error) > 0, "convolutions in single precision are refused");
    QVERIFY(child<QLabel>("scopeLabel")->text().contains(QString::number(model().count(Severity::Error)) + " errors"));
    auto* tree = child<QTreeView>("findingsTree");
    tree->setCurrentIndex(tree->model()->index(0, 0, tree->model()->index(0, 0)));
    QVERIFY(child<QTextBrowser>("findingDetails")->toPlainText().contains("What to do"));
    auto* colors = child<QComboBox>("graphColors");
    colors->setCurrentIndex(colors->count() - 1);
    picture("scope_findings.png");
}

void ScopePanelTest::followsWhatIsStaged() {
    openSample();
    raise();
    const int before = model().count(Severity::Error);
    QVERIFY(before > 0);
    child<QCheckBox>("precisionFP16")->click();
    QTRY_COMPARE_WITH_TIMEOUT(model().count(Severity::Error), 0, 2000);
    child<QCheckBox>("precisionFP16")->click();
    QTRY_COMPARE_WITH_TIMEOUT(model().count(Severity::Error), before, 2000);
}

void ScopePanelTest::selectsNodesBothWays() {
    openSample();
    raise();
    const auto row = std::ranges::find_if(model().rows(), [](const FindingRow& r) { return !r.origins.empty(); });
    QVERIFY(row != model().rows().end());
    m_window->selection().selectOrigins(row->origins);
    auto* tree = child<QTreeView>("findingsTree");
    QVERIFY(tree->currentIndex().isValid() && tree->currentIndex().parent().isValid());
    m_window->selection().clear();
    tree->setCurrentIndex({});
    tree->setCurrentIndex(tree->model()->index(0, 0, tree->model()->index(0, 0)));
    QVERIFY(!m_window->selection().origins().empty());
}

/// What helps is offered once it was tried, and done by a click on it.
void ScopePanelTest::offersWhatHelps() {
    openSample();
    raise();
    auto* tree = child<QTreeView>("findingsTree");
    auto* details = child<QTextBrowser>("findingDetails");
    tree->setCurrentIndex(tree->model()->index(0, 0, tree->model()->index(0, 0)));
    const int errors = model().count(Severity::Error);
    QVERIFY2(details->toPlainText().contains(QStringLiteral("Allow FP16: 0 instead of %1 errors").arg(errors)), qPrintable(details->toPlainText()));
    picture("scope_offer.png");
    Q_EMIT details->anchorClicked(QUrl(QStringLiteral("fp16")));
    QTRY_COMPARE(model().count(Severity::Error), 0);
    QVERIFY(child<QCheckBox>("precisionFP16")->isChecked());
    child<QComboBox>("scopeBox")->setCurrentIndex(1);  // restricted wants precisions by name
    const auto group = [&] {
        for (int g = 0; g < tree->model()->rowCount(); ++g)
            if (tree->model()->index(g, 0).data().toString().startsWith("SAFE-BUILD-04")) return tree->model()->index(g, 0);
        return QModelIndex();
    };
    const int unasked = tree->model()->rowCount(group());
    tree->setCurrentIndex(tree->model()->index(0, 0, group()));
    QVERIFY2(details->toPlainText().contains("Ask for FP16 in "), qPrintable(details->toPlainText()));
    Q_EMIT details->anchorClicked(QUrl(QStringLiteral("fp16")));
    QTRY_COMPARE(tree->model()->rowCount(group()), unasked - 1);
    QCOMPARE(m_window->buildPanel().options().precision.layerPrecisions.size(), std::size_t{1});
}

/// Another judgement leaves what is being read where it is.
void ScopePanelTest::keepsTheChosenFinding() {
    openSample();
    raise();
    auto* tree = child<QTreeView>("findingsTree");
    tree->setCurrentIndex(tree->model()->index(2, 0, tree->model()->index(0, 0)));
    const auto readNow = [&] { return child<QTextBrowser>("findingDetails")->toPlainText().section("Allow FP16", 0, 0); };
    const QString read = readNow();
    child<QCheckBox>("precisionTF32")->click();
    QTRY_VERIFY(std::ranges::any_of(model().rows(), [](const FindingRow& r) { return r.rule == "SAFE-BUILD-05"; }));
    QVERIFY(read.contains("SAFE-CONV-01"));
    QCOMPARE(readNow(), read);
}

void ScopePanelTest::groupsFiltersAndSearches() {
    openSample();
    raise();
    auto* tree = child<QTreeView>("findingsTree");
    const auto shown = [&] {
        int rows = 0;
        for (int g = 0; g < tree->model()->rowCount(); ++g) rows += tree->model()->rowCount(tree->model()->index(g, 0));
        return rows;
    };
    const int all = shown();
    QCOMPARE(all, static_cast<int>(model().rows().size()));
    for (int grouping = 0; grouping < 3; ++grouping) {
        child<QComboBox>("findingsGrouping")->setCurrentIndex(grouping);
        QCOMPARE(shown(), all);
    }
    child<QComboBox>("findingsLevels")->setCurrentIndex(2);
    QCOMPARE(shown(), model().count(Severity::Error));
    child<QComboBox>("findingsLevels")->setCurrentIndex(0);
    child<QLineEdit>("findingsSearch")->setText("safe-conv-01");
    QVERIFY(shown() > 0 && shown() < all);
    child<QLineEdit>("findingsSearch")->setText("no such rule");
    QCOMPARE(shown(), 0);
    child<QLineEdit>("findingsSearch")->clear();
}

void ScopePanelTest::asksOtherScopes() {
    openSample();
    raise();
    auto* scope = child<QComboBox>("scopeBox");
    scope->setCurrentIndex(1);
    QVERIFY(std::ranges::any_of(model().rows(), [](const FindingRow& r) { return r.rule == "SAFE-BUILD-04"; }));
    scope->setCurrentIndex(2);
    QVERIFY(!model().rows().empty() && std::ranges::all_of(model().rows(), [](const FindingRow& r) { return r.rule.startsWith("DLA-"); }));
    picture("scope_dla.png");
    scope->setCurrentIndex(0);
    const auto older = [this] { return std::ranges::count_if(model().rows(), [](const FindingRow& r) { return r.isRelaxed; }); };
    QCOMPARE(older(), 0);
    child<QCheckBox>("scopeRelaxed")->setChecked(true);
    const auto relaxed = older();
    const int errors = model().count(Severity::Error);
    child<QComboBox>("scopeRelease")->setCurrentIndex(1);
    QVERIFY(!child<QCheckBox>("scopeRelaxed")->isEnabled());
    QVERIFY(static_cast<long>(model().rows().size()) >= relaxed && model().count(Severity::Error) >= errors);
    child<QPushButton>("scopeRules")->click();
    auto* dialog = child<QDialog>("rulesDialog");
    QVERIFY(dialog->findChild<QTextBrowser*>()->toPlainText().contains("SAFE-CONV-01"));
    if (const QString folder = qEnvironmentVariable("PLANSCOPE_TEST_PICTURES"); !folder.isEmpty()) QVERIFY(dialog->grab().save(folder + "/scope_rules.png"));
}

void ScopePanelTest::saysWhatAModelLacks() {
    raise();
    QVERIFY(!panel().answer());
    QSignalSpy exported(m_window.get(), &planscope::desktop::MainWindow::exported);
    const auto def = std::ranges::find(planscope::desktop::exportDefs(), std::string_view("exportSarif"), &planscope::desktop::ExportDef::id);
    m_window->startExport(*def, m_folder.filePath("none.sarif"));
    QTRY_COMPARE(exported.size(), 1);
    QCOMPARE(exported.front()[1].toBool(), false);
    QVERIFY(!QFile::exists(m_folder.filePath("none.sarif")));
}

void ScopePanelTest::exportsFindings() {
    openSample();
    for (const char* id : {"exportSarif", "exportFindings"}) {
        QSignalSpy exported(m_window.get(), &planscope::desktop::MainWindow::exported);
        const auto def = std::ranges::find(planscope::desktop::exportDefs(), std::string_view(id), &planscope::desktop::ExportDef::id);
        const QString path = m_folder.filePath(QLatin1String(id));
        m_window->startExport(*def, path);
        QTRY_COMPARE(exported.size(), 1);
        QVERIFY(exported.front()[1].toBool());
        QVERIFY(contentOf(path).contains("SAFE-CONV-01"));
    }
    QCOMPARE(QJsonDocument::fromJson(contentOf(m_folder.filePath("exportSarif"))).object()["version"].toString(), QStringLiteral("2.1.0"));
}

void ScopePanelTest::manyFindingsAreQuick() {
    std::vector<FindingRow> rows;
    for (int i = 0; i < 5000; ++i)
        rows.push_back({.rule = QStringLiteral("SAFE-CONV-0%1").arg(i % 6), .violation = "kernel", .subject = QStringLiteral("layer%1").arg(i), .value = "33x33", .sentence = QStringLiteral("layer%1: kernel 33x33").arg(i)});
    raise();
    QBENCHMARK { panel().findings().setRows(rows); }
    QCOMPARE(model().rowCount(), 6);
}

QTEST_MAIN(ScopePanelTest)
#include "scope_panel_test.moc"
