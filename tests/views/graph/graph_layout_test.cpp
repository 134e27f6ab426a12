// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/views/graph/sample_graphs.h"
#include "views/graph/layout/graph_layout.h"

#include <QtTest/QTest>

#include <algorithm>
#include <cmath>
#include <map>

namespace planscope::views::graph {
namespace {

constexpr double kRounding = 1e-6;

GraphLayout layoutOf(const inspect::GraphSnapshotPtr& snapshot, const LayoutOptions& options = {}) {
    return layoutGraph(*snapshot, samples::measured(*snapshot), options);
}

inspect::GraphSnapshotPtr makeSample(const QString& name) {
    if (name == "empty") return std::make_shared<const inspect::GraphSnapshot>();
    if (name == "single") return samples::chain(1);
    if (name == "chain") return samples::chain(200);
    if (name == "residual") return samples::residual(300);
    if (name == "inception") return samples::inception(200);
    if (name == "pyramid") return samples::featurePyramid(400);
    if (name == "transformer") return samples::transformer(600);
    if (name == "dense") return samples::dense(300);
    if (name == "disconnected") return samples::disconnected(7, 5);
    if (name == "lone") return samples::disconnected(40, 1);
    const QStringList parts = name.split(u'-');
    return samples::randomDag(parts[1].toUInt(), parts[2].toInt(), parts[3].toInt(), parts[4].toInt());
}

/// Pairs of boxes that overlap, by a sweep along x.
int countOverlaps(const GraphLayout& layout) {
    std::vector<std::size_t> byLeft(layout.nodes.size());
    for (std::size_t i = 0; i < byLeft.size(); ++i) byLeft[i] = i;
    std::ranges::sort(byLeft, {}, [&](std::size_t i) { return layout.nodes[i].rect.x; });
    int overlaps = 0;
    for (std::size_t i = 0; i < byLeft.size(); ++i) {
        const Rect& first = layout.nodes[byLeft[i]].rect;
        for (std::size_t k = i + 1; k < byLeft.size(); ++k) {
            const Rect& second = layout.nodes[byLeft[k]].rect;
            if (second.x >= first.right() - kRounding) break;
            const Rect shrunk{second.x, second.y + kRounding, second.width, second.height - 2 * kRounding};
            if (first.intersects(shrunk)) ++overlaps;
        }
    }
    return overlaps;
}

/// Points on a path, a few per curve.
std::vector<Point> sampled(std::span<const Point> path) {
    std::vector<Point> points;
    for (std::size_t i = 0; i + 3 < path.size(); i += 3)
        for (int step = 0; step <= 8; ++step) {
            const double t = step / 8.0, s = 1 - t;
            const double a = s * s * s, b = 3 * s * s * t, c = 3 * s * t * t, d = t * t * t;
            points.push_back({a * path[i].x + b * path[i + 1].x + c * path[i + 2].x + d * path[i + 3].x,
                              a * path[i].y + b * path[i + 1].y + c * path[i + 2].y + d * path[i + 3].y});
        }
    return points;
}

}  // namespace

class GraphLayoutTest : public QObject {
    Q_OBJECT

private:
    static void addSamples() {
        QTest::addColumn<QString>("name");
        for (const char* name : {"empty", "single", "chain", "residual", "inception", "pyramid", "transformer", "dense",
                                 "disconnected", "lone"})
            QTest::newRow(name) << QString::fromLatin1(name);
        for (unsigned seed = 1; seed <= 12; ++seed)
            for (const char* shape : {"60-2-5", "150-3-20", "300-2-300", "80-6-10"}) {
                const QString name = QStringLiteral("random-%1-%2").arg(seed).arg(QLatin1String(shape));
                QTest::newRow(name.toUtf8().constData()) << name;
            }
    }

private Q_SLOTS:
    void boxesNeverOverlap_data() { addSamples(); }
    void boxesNeverOverlap() {
        QFETCH(QString, name);
        const inspect::GraphSnapshotPtr snapshot = makeSample(name);
        for (const Direction direction : {Direction::TopToBottom, Direction::LeftToRight}) {
            const GraphLayout layout = layoutOf(snapshot, {.direction = direction});
            QCOMPARE(layout.nodes.size(), snapshot->nodes.size());
            QCOMPARE(countOverlaps(layout), 0);
            for (const NodeBox& node : layout.nodes) {
                QVERIFY(node.rect.x >= layout.bounds.x && node.rect.right() <= layout.bounds.right());
                QVERIFY(node.rect.y >= layout.bounds.y && node.rect.bottom() <= layout.bounds.bottom());
                QVERIFY(std::isfinite(node.rect.x) && std::isfinite(node.rect.y));
            }
        }
    }

    void edgesRunDownwardFromBoxToBox_data() { addSamples(); }
    void edgesRunDownwardFromBoxToBox() {
        QFETCH(QString, name);
        const inspect::GraphSnapshotPtr snapshot = makeSample(name);
        const GraphLayout layout = layoutOf(snapshot);
        std::size_t expected = 0;
        for (const inspect::GraphValue& value : snapshot->values) expected += value.consumers.size();
        QCOMPARE(layout.edges.size(), expected);
        for (const EdgeRoute& edge : layout.edges) {
            const NodeBox& from = layout.nodes[static_cast<std::size_t>(edge.from)];
            const NodeBox& to = layout.nodes[static_cast<std::size_t>(edge.to)];
            QVERIFY(from.rank < to.rank);
            QVERIFY(from.rect.bottom() < to.rect.y);
            if (edge.connector >= 0) continue;
            const std::span<const Point> path = layout.path(edge);
            QVERIFY(path.size() >= 4 && path.size() % 3 == 1);
            QCOMPARE(edge.ownPoint % 3, 0u);
            QVERIFY(edge.ownPoint + 3 < path.size());
            QVERIFY(std::abs(path.front().y - from.rect.bottom()) < kRounding);
            QVERIFY(path.front().x >= from.rect.x && path.front().x <= from.rect.right());
            QVERIFY(std::abs(path.back().y - to.rect.y) < kRounding);
            QVERIFY(path.back().x >= to.rect.x - 1 && path.back().x <= to.rect.right() + 1);
            for (std::size_t i = 1; i < path.size(); ++i) QVERIFY(path[i].y >= path[i - 1].y - kRounding);
        }
    }

    void edgesKeepClearOfBoxes_data() { addSamples(); }
    void edgesKeepClearOfBoxes() {
        QFETCH(QString, name);
        const GraphLayout layout = layoutOf(makeSample(name));
        int hits = 0;
        for (const EdgeRoute& edge : layout.edges)
            for (const Point point : sampled(layout.path(edge)))
                for (const NodeBox& node : layout.nodes) {
                    const Rect& box = node.rect;
                    if (point.x > box.x + 1 && point.x < box.right() - 1 && point.y > box.y + 1 &&
                        point.y < box.bottom() - 1)
                        ++hits;
                }
        QCOMPARE(hits, 0);
    }

    void ranksKeepTheirOrder_data() { addSamples(); }
    void ranksKeepTheirOrder() {
        QFETCH(QString, name);
        const GraphLayout layout = layoutOf(makeSample(name));
        std::map<int, std::map<int, double>> leftByOrder;
        for (const NodeBox& node : layout.nodes) leftByOrder[node.rank][node.order] = node.rect.x;
        for (const auto& [rank, row] : leftByOrder) {
            double last = -1e300;
            for (const auto& [order, left] : row) {
                QVERIFY(left > last);
                last = left;
            }
        }
    }

    void isDeterministic_data() { addSamples(); }
    void isDeterministic() {
        QFETCH(QString, name);
        const inspect::GraphSnapshotPtr snapshot = makeSample(name);
        const GraphLayout first = layoutOf(snapshot), second = layoutOf(snapshot);
        QCOMPARE(first.points.size(), second.points.size());
        for (std::size_t i = 0; i < first.points.size(); ++i) {
            QCOMPARE(first.points[i].x, second.points[i].x);
            QCOMPARE(first.points[i].y, second.points[i].y);
        }
        for (std::size_t i = 0; i < first.nodes.size(); ++i) QCOMPARE(first.nodes[i].rect.x, second.nodes[i].rect.x);
    }

    void leftToRightIsTopToBottomTurned() {
        const inspect::GraphSnapshotPtr snapshot = samples::residual(80);
        const GraphLayout layout = layoutOf(snapshot, {.direction = Direction::LeftToRight});
        for (const EdgeRoute& edge : layout.edges) {
            const Rect& from = layout.nodes[static_cast<std::size_t>(edge.from)].rect;
            const Rect& to = layout.nodes[static_cast<std::size_t>(edge.to)].rect;
            QVERIFY(from.right() < to.x);
            const std::span<const Point> path = layout.path(edge);
            QVERIFY(std::abs(path.front().x - from.right()) < kRounding);
            QVERIFY(std::abs(path.back().x - to.x) < kRounding);
        }
    }

    void mainPathOfAResidualNetworkIsStraight() {
        const inspect::GraphSnapshotPtr snapshot = samples::residual(120);
        const GraphLayout layout = layoutOf(snapshot);
        int bends = 0;
        for (const inspect::GraphValue& value : snapshot->values)
            for (const std::int32_t consumer : value.consumers) {
                if (consumer != value.producer + 1) continue;
                const double from = layout.nodes[static_cast<std::size_t>(value.producer)].rect.centreX();
                const double to = layout.nodes[static_cast<std::size_t>(consumer)].rect.centreX();
                if (std::abs(from - to) > 1 && snapshot->nodes[static_cast<std::size_t>(consumer)].op != "Add") ++bends;
            }
        QVERIFY2(bends == 0, qPrintable(QStringLiteral("%1 bends").arg(bends)));
    }

    void longEdgesBecomeConnectors() {
        samples::SnapshotBuilder builder;
        const int input = builder.add("Input", inspect::Category::Input, {});
        int last = builder.add("Relu", inspect::Category::Activation, {input});
        for (int i = 0; i < 40; ++i) last = builder.add("Relu", inspect::Category::Activation, {last});
        const int join = builder.add("Add", inspect::Category::Elementwise, {last, input});
        const GraphLayout layout = layoutOf(builder.finish());
        QCOMPARE(layout.connectors.size(), std::size_t{2});
        QCOMPARE(layout.connectors[0].number, 1);
        QCOMPARE(layout.connectors[0].node, input);
        QVERIFY(layout.connectors[0].end == ConnectorEnd::Source);
        QCOMPARE(layout.connectors[1].node, join);
        QVERIFY(layout.connectors[1].end == ConnectorEnd::Target);
        const auto cut = std::ranges::count_if(layout.edges, [](const EdgeRoute& edge) { return edge.connector >= 0; });
        QCOMPARE(cut, 1);
    }

    void shortEdgesAreDrawn() {
        const GraphLayout layout = layoutOf(samples::residual(120));
        QVERIFY(layout.connectors.empty());
        for (const EdgeRoute& edge : layout.edges) QVERIFY(edge.pointCount >= 4);
    }

    void sourceOfManyFarConsumersUsesConnectors() {
        const auto build = [](int consumers) {
            samples::SnapshotBuilder builder;
            const int source = builder.add("Input", inspect::Category::Input, {});
            int last = builder.add("Relu", inspect::Category::Activation, {source});
            for (int i = 0; i < 5; ++i) last = builder.add("Relu", inspect::Category::Activation, {last});
            for (int i = 0; i < consumers; ++i) builder.add("Add", inspect::Category::Elementwise, {last, source});
            return builder.finish();
        };
        QVERIFY(layoutOf(build(16)).connectors.empty());
        QCOMPARE(layoutOf(build(17)).connectors.size(), std::size_t{18});
    }

    void connectorLabelsKeepClearOfBoxesAndEachOther() {
        const GraphLayout layout = layoutOf(samples::transformer(1500));
        QVERIFY(layout.connectors.size() > 10);
        for (std::size_t i = 0; i < layout.connectors.size(); ++i) {
            for (const NodeBox& node : layout.nodes) QVERIFY(!node.rect.intersects(layout.connectors[i].label));
            for (std::size_t k = i + 1; k < layout.connectors.size(); ++k)
                QVERIFY(!layout.connectors[i].label.intersects(layout.connectors[k].label));
        }
    }

    void cyclesAndBrokenLinksAreTolerated() {
        samples::SnapshotBuilder builder;
        const int a = builder.add("A", inspect::Category::Other, {});
        const int b = builder.add("B", inspect::Category::Other, {a});
        const int c = builder.add("C", inspect::Category::Other, {b});
        builder.connect(c, a);
        builder.connect(b, b);
        inspect::GraphSnapshot snapshot = *builder.finish();
        snapshot.values[0].consumers.push_back(99);
        snapshot.values[1].consumers.push_back(-5);
        const GraphLayout layout = layoutGraph(snapshot, samples::measured(snapshot), {});
        QCOMPARE(layout.edges.size(), std::size_t{4});
        QCOMPARE(std::ranges::count_if(layout.edges, [](const EdgeRoute& edge) { return edge.connector >= 0; }), 2);
        QCOMPARE(countOverlaps(layout), 0);
    }

    void consumersShareOneTrunk() {
        samples::SnapshotBuilder builder;
        const int source = builder.add("Input", inspect::Category::Input, {});
        int last = source;
        for (int i = 0; i < 6; ++i) last = builder.add("Add", inspect::Category::Elementwise, {last, source});
        const GraphLayout layout = layoutOf(builder.finish());
        int sharing = 0;
        for (const EdgeRoute& edge : layout.edges) sharing += edge.from == source && edge.ownPoint > 0;
        QCOMPARE(sharing, 4);
    }

    void oneSourceOfManyNeighboursIsNotQuadratic() {
        samples::SnapshotBuilder builder;
        const int source = builder.add("Input", inspect::Category::Input, {});
        for (int i = 0; i < 20000; ++i) builder.add("Relu", inspect::Category::Activation, {source});
        const inspect::GraphSnapshotPtr snapshot = builder.finish();
        QElapsedTimer timer;
        timer.start();
        QCOMPARE(layoutOf(snapshot).nodes.size(), std::size_t{20001});
        QVERIFY(timer.elapsed() < 3000);
    }

    void speed_data() {
        QTest::addColumn<QString>("shape");
        QTest::addColumn<int>("nodes");
        QTest::addColumn<int>("limitMs");
        for (const char* shape : {"residual", "pyramid", "transformer"}) {
            QTest::addRow("%s 10k", shape) << QString::fromLatin1(shape) << 10000 << 500;
            QTest::addRow("%s 100k", shape) << QString::fromLatin1(shape) << 100000 << 10000;
        }
    }

    // The limits are ten times the goals (50 ms, 1 s): a shared machine must not fail the test, a quadratic step must.
    void speed() {
        QFETCH(QString, shape);
        QFETCH(int, nodes);
        QFETCH(int, limitMs);
        const inspect::GraphSnapshotPtr snapshot = shape == "residual"  ? samples::residual(nodes)
                                                   : shape == "pyramid" ? samples::featurePyramid(nodes)
                                                                        : samples::transformer(nodes);
        const std::vector<Size> sizes = samples::measured(*snapshot);
        QElapsedTimer timer;
        timer.start();
        QBENCHMARK_ONCE { layoutGraph(*snapshot, sizes, {}); }
        QVERIFY(timer.elapsed() < limitMs);
    }
};

}  // namespace planscope::views::graph

QTEST_APPLESS_MAIN(planscope::views::graph::GraphLayoutTest)
#include "graph_layout_test.moc"
