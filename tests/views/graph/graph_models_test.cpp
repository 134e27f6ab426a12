// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/views/graph/sample_graphs.h"
#include "views/graph/layout/node_metrics.h"
#include "views/graph/model/node_search.h"
#include "views/graph/model/property_table_model.h"

#include <QAbstractItemModelTester>
#include <QElapsedTimer>
#include <QTest>

#include <algorithm>

namespace planscope::views::graph {
namespace {

inspect::GraphSnapshotPtr searchable() {
    samples::SnapshotBuilder builder;
    builder.add("Conv", inspect::Category::Convolution, {}, "1x64x56x56");
    builder.node(0).tactic = "convolution.cpu.jit_avx2";
    builder.node(0).swallowed = {"Relu"};
    builder.add("Softmax", inspect::Category::Normalization, {0}, "1x1000");
    return builder.finish();
}

}  // namespace

class GraphModelsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void propertiesAreGrouped() {
        PropertyTableModel model;
        QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        model.setProperties({{"Attributes", "kernel", "3x3"}, {"Weights", "mean", "0.01"}, {"Attributes", "stride", "2x2"}});
        QStringList rows;
        for (int row = 0; row < model.rowCount(); ++row)
            rows.append(model.index(row, 0).data().toString() + '=' + model.index(row, 1).data().toString());
        QCOMPARE(rows, (QStringList{"Attributes=", "kernel=3x3", "stride=2x2", "Weights=", "mean=0.01"}));
        QVERIFY(model.isHeading(0));
        QVERIFY(!model.isHeading(1));
        QVERIFY(!model.isHeading(99));
        QVERIFY(model.index(3, 0).data(PropertyTableModel::kHeadingRole).toBool());
        model.setProperties({});
        QCOMPARE(model.rowCount(), 0);
    }

    void searchLooksAtEveryField_data() {
        QTest::addColumn<QString>("typed");
        QTest::addColumn<QList<int>>("expected");
        QTest::newRow("name") << "conv_0" << QList<int>{0};
        QTest::newRow("operator") << "SOFTMAX" << QList<int>{1};
        QTest::newRow("fused operator") << "relu" << QList<int>{0};
        QTest::newRow("shape") << "64x56" << QList<int>{0};
        QTest::newRow("tactic") << "avx2" << QList<int>{0};
        QTest::newRow("tensor") << "value_1" << QList<int>{1};
        QTest::newRow("expression") << "/^(conv|soft)/" << QList<int>{0, 1};
        QTest::newRow("no word across fields") << "conv_0conv" << QList<int>{};
        QTest::newRow("empty") << "" << QList<int>{};
        QTest::newRow("invalid") << "/[/" << QList<int>{};
    }
    void searchLooksAtEveryField() {
        QFETCH(QString, typed);
        QFETCH(QList<int>, expected);
        NodeSearch search(searchable());
        const std::vector<int> hits = search.find(TextQuery(typed));
        QCOMPARE(QList<int>(hits.begin(), hits.end()), expected);
    }

    // The goal is 30 ms on an idle machine; the limit leaves room for a busy one.
    void searchIsFast() {
        NodeSearch search(samples::residual(100000));
        search.find(TextQuery("gather texts first"));
        QElapsedTimer timer;
        timer.start();
        const std::vector<int> hits = search.find(TextQuery("gemm"));
        QVERIFY(timer.elapsed() < 300);
        QCOMPARE(hits.size(), std::size_t{1});
    }

    void keyAttributesAreShort() {
        inspect::GraphNode node;
        node.properties = {{"Attributes", "group", "1"},           {"Attributes", "strides", "[2, 2]"},
                           {"Attributes", "kernel_shape", "[3, 3]"}, {"Attributes", "dilations", "[1, 1]"},
                           {"Weights", "axis", "7"}};
        QCOMPARE(QString::fromStdString(keyAttributes(node)), "k 3x3  s 2x2");
        node.properties = {{"Attributes", "axis", "-1"}};
        QCOMPARE(QString::fromStdString(keyAttributes(node)), "axis -1");
        node.properties = {{"Attributes", "axis", "0"}, {"Attributes", "mode", "default"}};
        QCOMPARE(QString::fromStdString(keyAttributes(node)), "axis 0");
        node.properties = {{"Attributes", "mode", "fill"}};
        QCOMPARE(QString::fromStdString(keyAttributes(node)), "fill");
        node.properties.clear();
        QVERIFY(keyAttributes(node).empty());
    }

    void chipsStayInTheBoxAndCountTheRest() {
        NodeText text{.title = "convolution", .badge = {}, .lines = {"1x64x56x56"}, .chips = {}};
        for (int i = 0; i < 40; ++i) text.chips.push_back("Operator" + std::to_string(i));
        const NodeStyle style;
        const Size size = measureNode(text, style, approximateTextWidth);
        const std::vector<ChipBox> chips = placeChips(text, size.width, style, approximateTextWidth);
        for (std::size_t i = 0; i < chips.size(); ++i) {
            QVERIFY(chips[i].rect.x >= style.padding - 1e-9);
            QVERIFY(chips[i].rect.right() <= size.width - style.padding + 1e-9);
            QVERIFY(chips[i].rect.bottom() <= size.height);
            for (std::size_t k = 0; k < i; ++k) QVERIFY(!chips[i].rect.intersects(chips[k].rect));
        }
        QCOMPARE(QString::fromStdString(chips.back().text), QStringLiteral("+%1").arg(41 - chips.size()));
        const double widest = std::ranges::max(chips, {}, [](const ChipBox& chip) { return chip.rect.y; }).rect.y;
        QVERIFY(widest < size.height);
    }

    void boxesAreWideEnoughForTheirTexts() {
        const NodeStyle style;
        const NodeText text{.title = "BatchNormalization", .badge = "1.25 ms", .lines = {"1x64x112x112 f32"}, .chips = {}};
        const double needed = approximateTextWidth(text.title, TextRole::Title) + style.badgeGap +
                              approximateTextWidth(text.badge, TextRole::Body) + 2 * style.padding;
        QVERIFY(measureNode(text, style, approximateTextWidth).width >= needed);
        QVERIFY(measureNode({.title = std::string(500, 'x'), .badge = {}, .lines = {}, .chips = {}}, style, approximateTextWidth)
                    .width <= style.mostWidth);
    }
};

}  // namespace planscope::views::graph

QTEST_MAIN(planscope::views::graph::GraphModelsTest)
#include "graph_models_test.moc"
