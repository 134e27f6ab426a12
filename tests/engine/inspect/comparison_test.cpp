// SPDX-License-Identifier: Apache-2.0
#include "engine/inspect/comparison.h"

#include <QTest>

using namespace planscope::inspect;

namespace {

LayerRow layer(int step, const char* name, std::vector<std::uint32_t> origins, const char* tactic, double ns) {
    LayerRow row;
    row.step = step;
    row.name = name;
    row.origins = std::move(origins);
    row.tactic = tactic;
    row.medianNs = ns;
    return row;
}

LayerRow reformat(int step, const char* name, double ns) {
    LayerRow row = layer(step, name, {0}, "reformat", ns);
    row.category = Category::Reformat;
    return row;
}

ComparedBuild buildOf(const char* title, std::vector<LayerRow> layers, std::vector<double> latencies = {}, std::vector<std::string> precisions = {}) {
    auto profile = std::make_shared<ProfileSnapshot>();
    profile->layers = std::move(layers);
    profile->latenciesNs = std::move(latencies);
    return {title, profile, std::move(precisions)};
}

}  // namespace

class ComparisonTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void equalBuildsHaveNoChange() {
        const ComparedBuild build = buildOf("a", {layer(0, "conv", {0}, "x", 100), layer(1, "relu", {1}, "y", 50)}, {150, 151, 149});
        const BuildComparisonPtr same = compareBuilds(build, build);
        QCOMPARE(same->layers.size(), std::size_t{2});
        QVERIFY(same->isNoise());
        QVERIFY(QString::fromStdString(summaryOf(*same)).startsWith(QStringLiteral("no layer changed, 0 ns ±")));
    }

    void fusedLayersMatchThoseTheyShareNodesWith() {
        const BuildComparisonPtr fused = compareBuilds(buildOf("a", {layer(0, "conv", {0}, "x", 100), layer(1, "relu", {1}, "y", 50), layer(2, "pool", {2}, "p", 10)}),
                                                       buildOf("b", {layer(0, "conv + relu", {0, 1}, "x", 90), layer(1, "pool", {2}, "p", 15)}));
        QCOMPARE(fused->layers.size(), std::size_t{2});
        const LayerDifference& first = fused->layers.front();
        QCOMPARE(first.name, std::string("conv + relu"));
        QCOMPARE(first.before, (std::vector<std::int32_t>{0, 1}));
        QCOMPARE(first.after, (std::vector<std::int32_t>{0}));
        QCOMPARE(first.changeNs(), -60.0);
        QVERIFY(first.changesTactic());
        QVERIFY(!fused->layers.back().changesTactic());
        QCOMPARE(fused->layers.back().changeNs(), 5.0);
    }

    void reformatsDoNotJoinTheLayersThatCausedThem() {
        const BuildComparisonPtr with = compareBuilds(buildOf("a", {layer(0, "conv", {0}, "x", 100), reformat(1, "old", 5)}),
                                                      buildOf("b", {reformat(0, "new", 7), reformat(1, "newer", 1), layer(2, "conv", {0}, "z", 40)}));
        QCOMPARE(with->layers.size(), std::size_t{4});
        QCOMPARE(with->newReformats, 2);
        QCOMPARE(with->goneReformats, 1);
        QCOMPARE(summaryOf(*with), std::string("1 layer changed tactic, 2 new reformats, 1 reformat gone"));
        QCOMPARE(with->layers[1].name, std::string("new"));
        QCOMPARE(with->layers[1].changeNs(), 7.0);
    }

    void layersWithoutTimesComeLast() {
        const BuildComparisonPtr mixed = compareBuilds(buildOf("a", {layer(0, "a", {0}, "x", -1), layer(1, "b", {1}, "x", 1)}),
                                                       buildOf("b", {layer(0, "a", {0}, "x", 100), layer(1, "b", {1}, "x", 2)}));
        QCOMPARE(mixed->layers.front().name, std::string("b"));
        QVERIFY(!mixed->layers.back().isMeasured());
    }

    /// Medians 1 ms and 0.8 ms, interquartile ranges of 20 µs over 101 samples: 1.96 * 1.2533 * 14.8 µs / sqrt(101) * sqrt(2) = 5.1 µs.
    void uncertaintyFollowsTheSpread() {
        std::vector<double> before, after;
        for (int i = -50; i <= 50; ++i) before.push_back(1e6 + i * 400.0), after.push_back(0.8e6 + i * 400.0);
        const BuildComparisonPtr faster = compareBuilds(buildOf("a", {}, before), buildOf("b", {}, after));
        QCOMPARE(faster->changeNs(), -200e3);
        QVERIFY2(faster->uncertaintyNs > 4.5e3 && faster->uncertaintyNs < 5.7e3, qPrintable(QString::number(faster->uncertaintyNs)));
        QVERIFY(!faster->isNoise());
        QVERIFY(QString::fromStdString(summaryOf(*faster)).contains(QStringLiteral("−200 µs ±")) );
        QVERIFY(QString::fromStdString(summaryOf(*faster)).contains(QStringLiteral("−20.0 %")));
        for (double& ns : after) ns += 201e3;
        QVERIFY(compareBuilds(buildOf("a", {}, before), buildOf("b", {}, after))->isNoise());
    }

    void precisionsCount() {
        const BuildComparisonPtr half = compareBuilds(buildOf("a", {layer(0, "a", {0}, "x", 1)}, {}, {"FP32"}), buildOf("b", {layer(0, "a", {0}, "x", 1)}, {}, {"FP16"}));
        QVERIFY(half->layers.front().changesPrecision());
        QCOMPARE(summaryOf(*half), std::string("1 layer changed precision"));
    }
};

QTEST_GUILESS_MAIN(ComparisonTest)
#include "comparison_test.moc"
