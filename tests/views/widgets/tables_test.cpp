// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/widgets/copyable_table_view.h"
#include "views/widgets/filter_proxy.h"
#include "views/widgets/snapshot_table_model.h"

#include <QAbstractItemModelTester>
#include <QAction>
#include <QClipboard>
#include <QGuiApplication>
#include <QHeaderView>
#include <QTest>

namespace planscope::views {
namespace {

struct Row {
    QString name;
    double timeNs;
};

/// Two columns whose text order differs from their numeric order.
class RowsModel : public SnapshotTableModel {
public:
    RowsModel() : SnapshotTableModel({{.title = "Name", .toolTip = {}}, {.title = "Time", .toolTip = "median"}}, nullptr) {}

    void setRows(std::vector<Row> rows) {
        replaceRows([&] {
            m_rows = std::move(rows);
            return static_cast<int>(m_rows.size());
        });
    }

protected:
    QVariant cell(int row, int column, CellRole role) const override {
        const Row& content = m_rows.at(static_cast<std::size_t>(row));
        if (column == 0) return content.name;
        return role == CellRole::Sort ? QVariant(content.timeNs) : QVariant(QString::number(content.timeNs) + " ns");
    }

private:
    std::vector<Row> m_rows;
};

std::vector<Row> sampleRows() { return {{"conv1", 900}, {"relu", 80}, {"conv2", 1000}, {"tab\there", 80}}; }

QStringList names(const QAbstractItemModel& model) {
    QStringList found;
    for (int row = 0; row < model.rowCount(); ++row) found.append(model.index(row, 0).data().toString());
    return found;
}

}  // namespace

class TablesTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void modelKeepsTheRules() {
        RowsModel model;
        QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        FilterProxy proxy;
        proxy.setSourceModel(&model);
        QAbstractItemModelTester proxyTester(&proxy, QAbstractItemModelTester::FailureReportingMode::QtTest);
        model.setRows(sampleRows());
        proxy.sort(1);
        proxy.setQuery(TextQuery("conv"));
        model.setRows({});
        QCOMPARE(proxy.rowCount(), 0);
    }

    void wrongIndicesAreAnsweredWithNothing() {
        RowsModel model, other;
        model.setRows(sampleRows());
        other.setRows(sampleRows());
        QVERIFY(!model.data({}).isValid());
        QVERIFY(!model.data(other.index(0, 0)).isValid());
        QVERIFY(!model.headerData(2, Qt::Horizontal).isValid());
        QVERIFY(!model.headerData(-1, Qt::Horizontal).isValid());
        QCOMPARE(model.rowCount(model.index(0, 0)), 0);
        QCOMPARE(model.headerData(1, Qt::Horizontal, Qt::ToolTipRole).toString(), "median");
        const QModelIndex stale = model.index(3, 0);
        model.setRows({{"one", 1}});
        QVERIFY(!model.data(stale).isValid());
    }

    void numbersSortAsNumbersAndTiesKeepTheirOrder() {
        RowsModel model;
        model.setRows(sampleRows());
        FilterProxy proxy;
        proxy.setSourceModel(&model);
        proxy.sort(1, Qt::AscendingOrder);
        QCOMPARE(names(proxy), (QStringList{"relu", "tab\there", "conv1", "conv2"}));
        proxy.sort(-1);
        QCOMPARE(names(proxy), (QStringList{"conv1", "relu", "conv2", "tab\there"}));
    }

    void queriesFilter_data() {
        QTest::addColumn<QString>("typed");
        QTest::addColumn<QStringList>("expected");
        QTest::newRow("words, any case") << "CONV" << QStringList{"conv1", "conv2"};
        QTest::newRow("any column") << "1000 ns" << QStringList{"conv2"};
        QTest::newRow("expression") << "/^re|2$/" << QStringList{"relu", "conv2"};
        QTest::newRow("empty") << "  " << QStringList{"conv1", "relu", "conv2", "tab\there"};
        QTest::newRow("invalid") << "/(/" << QStringList{};
        QTest::newRow("lone slashes are words") << "//" << QStringList{};
    }
    void queriesFilter() {
        QFETCH(QString, typed);
        QFETCH(QStringList, expected);
        RowsModel model;
        model.setRows(sampleRows());
        FilterProxy proxy;
        proxy.setSourceModel(&model);
        proxy.setQuery(TextQuery(typed));
        QCOMPARE(names(proxy), expected);
    }

    void invalidExpressionsSayWhere() {
        QVERIFY(TextQuery("/a(b/").problem().startsWith("The expression is not valid at character"));
        QVERIFY(TextQuery("a(b").problem().isEmpty());
    }

    void copiesSelectedRowsAsShown() {
        RowsModel model;
        model.setRows(sampleRows());
        FilterProxy proxy;
        proxy.setSourceModel(&model);
        CopyableTableView view;
        view.setModel(&proxy);
        view.show();
        QVERIFY(!view.copyAction()->isEnabled());
        proxy.sort(1);
        view.selectRow(1);
        view.selectionModel()->select(proxy.index(3, 0), QItemSelectionModel::Select | QItemSelectionModel::Rows);
        QVERIFY(view.copyAction()->isEnabled());
        view.setFocus();
        QTest::keyClick(&view, Qt::Key_C, Qt::ControlModifier);
        QCOMPARE(QGuiApplication::clipboard()->text(), "tab here\t80 ns\nconv2\t1000 ns\n");
        view.copyWithTitlesAction()->trigger();
        QCOMPARE(QGuiApplication::clipboard()->text(), "Name\tTime\ntab here\t80 ns\nconv2\t1000 ns\n");
        view.horizontalHeader()->moveSection(0, 1);
        QVERIFY(view.selectedText().startsWith("80 ns\ttab here\n"));
        view.setColumnHidden(1, true);
        QCOMPARE(view.selectedText(), "tab here\nconv2\n");
    }

    void clickOnTitleSorts() {
        RowsModel model;
        model.setRows(sampleRows());
        FilterProxy proxy;
        proxy.setSourceModel(&model);
        CopyableTableView view;
        view.setModel(&proxy);
        view.resize(400, 200);
        view.show();
        QVERIFY(QTest::qWaitForWindowExposed(&view));
        QCOMPARE(names(proxy).front(), "conv1");
        const int x = view.horizontalHeader()->sectionViewportPosition(1) + 10;
        QTest::mouseClick(view.horizontalHeader()->viewport(), Qt::LeftButton, {}, {x, 8});
        QCOMPARE(names(proxy).front(), "relu");
    }
};

}  // namespace planscope::views

QTEST_MAIN(planscope::views::TablesTest)
#include "tables_test.moc"
