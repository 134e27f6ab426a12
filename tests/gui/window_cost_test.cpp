// SPDX-License-Identifier: GPL-3.0-or-later
// What the window costs the timing: the same engine is measured with a window that shows it and without any.
#include "app/desktop/work.h"
#include "tests/gui/window_fixture.h"

#include <QComboBox>
#include <QtConcurrentRun>

#include <algorithm>

using namespace planscope;
using namespace planscope::desktop;

class WindowCostTest : public WindowFixture {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { prepareApplication(); }
    void cleanup() { m_window.reset(); }
    void latenciesAreTheSame();
};

void WindowCostTest::latenciesAreTheSame() {
    constexpr int kRounds = 5;
    std::vector<double> with, without;
    for (int round = 0; round < kRounds; ++round) {
        showWindow();
        openSample("road_scene_segmenter.onnx");
        child<QComboBox>("buildLevel")->setCurrentIndex(0);
        buildByButton();
        m_window->document().profile();
        waitIdle();
        const BuiltEngine built = *m_window->document().built();
        with.push_back(built.latencyNs);
        m_window.reset();
        auto alone = QtConcurrent::run([&] {
            ProgressBoard board;
            const Result<BuiltEngine> profiled = profileEngine(built, QStringLiteral("road_scene_segmenter.onnx"), {}, board);
            return profiled ? profiled->latencyNs : -1.0;
        });
        without.push_back(alone.result());
        QVERIFY(with.back() > 0 && without.back() > 0);
    }
    const auto medianOf = [](std::vector<double> values) {
        std::ranges::sort(values);
        return values[values.size() / 2];
    };
    const double ratio = medianOf(with) / medianOf(without);
    qInfo("median latency with the window over without: %.3f (%.3f ms over %.3f ms, %d rounds)", ratio, medianOf(with) * 1e-6, medianOf(without) * 1e-6, kRounds);
    QVERIFY2(ratio < 1.25, "a window that only shows an engine must not cost its inferences a quarter");
}

QTEST_MAIN(WindowCostTest)
#include "window_cost_test.moc"
