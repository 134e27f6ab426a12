// SPDX-License-Identifier: Apache-2.0
#include "engine/layers/layer_table.h"
#include "tests/engine/devices/conformance.h"

#include <QTest>

namespace planscope {

/// Every layer case, on every variant of every tactic of every device.
class ConformanceTest : public QObject {
Q_OBJECT
private slots:
    void runsEveryVariant_data() {
        QTest::addColumn<QString>("device");
        QTest::addColumn<int>("threads");
        QTest::addColumn<int>("suite");
        const auto suites = layer_tests::allSuites();
        for (const auto& [device, threads] : {std::pair{"reference", 1}, {"cpu", 1}, {"cpu", 2}})
            for (std::size_t i = 0; i < suites.size(); ++i)
                QTest::addRow("%s, %d threads, %.*s", device, threads, static_cast<int>(suites[i].kind.name.size()),
                              suites[i].kind.name.data())
                    << QString(device) << threads << static_cast<int>(i);
    }

    void runsEveryVariant() {
        QFETCH(QString, device);
        QFETCH(int, threads);
        QFETCH(int, suite);
        const auto opened = openDevice(device.toStdString(), threads);
        if (!opened) QSKIP(opened.error().text().c_str());
        const layer_tests::LayerSuite tests = layer_tests::allSuites()[static_cast<std::size_t>(suite)];
        if (findLayerDef(layers::table(), tests.kind.name)->evaluate) QSKIP("kinds that run bodies have no tactics of their own");
        int variants = 0;
        for (const layer_tests::LayerCase& row : tests.cases) {
            const auto built = layer_tests::buildCase(tests, row);
            QVERIFY2(built.has_value(), built ? "" : built.error().text().c_str());
            const ConformanceResult result = runConformance(*built, **opened);
            for (const std::string& failure : result.failures) QWARN(failure.c_str());
            QVERIFY2(result.failures.empty(), built->name.c_str());
            variants += result.variantsRun;
        }
        QVERIFY(variants >= static_cast<int>(tests.cases.size()));
    }
};

}  // namespace planscope

QTEST_GUILESS_MAIN(planscope::ConformanceTest)
#include "conformance_test.moc"
