// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/views/profiler/sample_profile.h"
#include "views/profiler/model/candidate_table_model.h"
#include "views/profiler/model/csv_text.h"
#include "views/profiler/model/layer_table_model.h"
#include "views/widgets/filter_proxy.h"

#include <QAbstractItemModelTester>
#include <QTest>

using namespace planscope;
using namespace planscope::views;
using namespace planscope::views::profiler;

class TableModelsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void layersFollowTheSnapshot();
    void unmeasuredLayersShowDashes();
    void sortingIsByValue();
    void filterMatchesAnyColumn();
    void candidatesFollowTheLayer();
    void csvQuotesWhatNeedsIt();
};

void TableModelsTest::layersFollowTheSnapshot() {
    LayerTableModel model;
    const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    QCOMPARE(model.rowCount(), 0);
    const auto profile = tests::makeSampleProfile();
    model.setSnapshot(profile);
    QCOMPARE(model.rowCount(), 60);
    QCOMPARE(model.stepOf(59), 59);
    QCOMPARE(model.rowOf(17), 17);
    QCOMPARE(model.rowOf(1000), -1);
    QCOMPARE(model.index(1, LayerTableModel::Name).data().toString(), QStringLiteral("conv1 + relu"));
    QCOMPARE(model.index(1, LayerTableModel::Tactic).data().toString(), QStringLiteral("convolution.cpu.onednn jit:avx2"));
    QCOMPARE(model.index(1, LayerTableModel::OnnxNodes).data().toString(), QStringLiteral("/conv1/Conv, /conv1/Relu"));
    QCOMPARE(model.index(1, LayerTableModel::Share).data(LayerTableModel::kShareRole).toDouble(), profile->layers[1].share);
    QVERIFY(model.index(1, LayerTableModel::Flops).data().toString().endsWith(QStringLiteral("GFLOP/s")));
    model.setSnapshot(nullptr);
    QCOMPARE(model.rowCount(), 0);
}

void TableModelsTest::unmeasuredLayersShowDashes() {
    LayerTableModel model;
    model.setSnapshot(tests::makeSampleProfile({.isMeasured = false}));
    for (const int column : {LayerTableModel::Median, LayerTableModel::Min, LayerTableModel::P95, LayerTableModel::Share,
                             LayerTableModel::Flops, LayerTableModel::Bytes})
        QCOMPARE(model.index(3, column).data().toString(), QStringLiteral("–"));
}

void TableModelsTest::sortingIsByValue() {
    LayerTableModel model;
    model.setSnapshot(tests::makeSampleProfile());
    FilterProxy proxy;
    proxy.setSourceModel(&model);
    for (const int column : {LayerTableModel::Median, LayerTableModel::Flops, LayerTableModel::Step}) {
        proxy.sort(column, Qt::DescendingOrder);
        for (int row = 1; row < proxy.rowCount(); ++row)
            QVERIFY(proxy.index(row - 1, column).data(SnapshotTableModel::kSortRole).toDouble() >=
                    proxy.index(row, column).data(SnapshotTableModel::kSortRole).toDouble());
    }
}

void TableModelsTest::filterMatchesAnyColumn() {
    LayerTableModel model;
    model.setSnapshot(tests::makeSampleProfile());
    FilterProxy proxy;
    proxy.setSourceModel(&model);
    proxy.setQuery(TextQuery(QStringLiteral("maxpool")));
    QCOMPARE(proxy.rowCount(), 1);
    proxy.setQuery(TextQuery(QStringLiteral("/layer2\\.[01].*Add/")));
    QCOMPARE(proxy.rowCount(), 2);
    proxy.setQuery(TextQuery(QStringLiteral("/(/")));
    QCOMPARE(proxy.rowCount(), 0);
    proxy.setQuery(TextQuery());
    QCOMPARE(proxy.rowCount(), 60);
}

void TableModelsTest::candidatesFollowTheLayer() {
    CandidateTableModel model;
    const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    const auto profile = tests::makeSampleProfile();
    model.setLayer(profile, 1);
    QCOMPARE(model.rowCount(), 7);
    QCOMPARE(model.chosenRow(), 0);
    QVERIFY(model.headline().startsWith(QStringLiteral("fastest in this format")));
    QCOMPARE(model.index(0, CandidateTableModel::Versus).data().toString(), QStringLiteral("1.00 ×"));
    QCOMPARE(model.index(1, CandidateTableModel::Versus).data().toString(), QStringLiteral("1.12 ×"));
    QCOMPARE(model.index(5, CandidateTableModel::Median).data().toString(), QStringLiteral("–"));
    QCOMPARE(model.index(5, CandidateTableModel::Reason).data().toString(), QStringLiteral("needs AVX-512, this processor has AVX2"));
    QVERIFY(model.index(0, 0).data(CandidateTableModel::kChosenRole).toBool());
    QVERIFY(!model.index(5, 0).data(CandidateTableModel::kMeasuredRole).toBool());
    for (const int none : {0, -1, 60}) {  // a reformat without a record, none, outside
        model.setLayer(profile, none);
        QCOMPARE(model.rowCount(), 0);
        QVERIFY(model.headline().isEmpty());
    }
}

void TableModelsTest::csvQuotesWhatNeedsIt() {
    LayerTableModel model;
    model.setSnapshot(tests::makeSampleProfile());
    const QString text = csvText(model);
    QCOMPARE(text.count(QStringLiteral("\r\n")), 61);
    QVERIFY(text.startsWith(QStringLiteral("Step,Layer,Kind,")));
    QVERIFY(text.contains(QStringLiteral("\"fc <\"\"&'1000> classifier, last\"")));
}

QTEST_GUILESS_MAIN(TableModelsTest)
#include "table_models_test.moc"
