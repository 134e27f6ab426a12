// SPDX-License-Identifier: Apache-2.0
#include "engine/runtime/profiler.h"

#include <QtTest>

namespace planscope::runtime_tests {
namespace {

void busyWait(std::int64_t ns) {
    const auto end = std::chrono::steady_clock::now() + std::chrono::nanoseconds(ns);
    while (std::chrono::steady_clock::now() < end) {}
}

}  // namespace

class ProfilerTest : public QObject {
    Q_OBJECT
private slots:
    void stepsShareTheInference();
    void fullProfilerKeepsWhatItHas();
    void abandonedInferenceIsForgotten();
};

void ProfilerTest::stepsShareTheInference() {
    StepProfiler profiler(3, 2);
    for (int i = 0; i < 2; ++i) {
        profiler.beginInference();
        for (std::size_t step = 0; step < 3; ++step) {
            busyWait(100'000 * (static_cast<std::int64_t>(step) + 1));
            profiler.stepBoundary(step);
        }
        profiler.endInference();
    }
    QCOMPARE(profiler.inferenceCount(), 2U);
    for (std::size_t i = 0; i < 2; ++i) {
        for (std::size_t step = 0; step < 3; ++step) {
            const StepSpan span = profiler.step(i, step);
            QVERIFY(span.endNs - span.beginNs >= 100'000 * (static_cast<std::int64_t>(step) + 1));
        }
        QVERIFY(profiler.inference(i).beginNs >= 0);
        QCOMPARE(profiler.inference(i).beginNs, profiler.step(i, 0).beginNs);
        QVERIFY(profiler.inference(i).endNs >= profiler.step(i, 2).endNs);
    }
    QVERIFY(profiler.inference(1).beginNs >= profiler.inference(0).endNs);
}

void ProfilerTest::fullProfilerKeepsWhatItHas() {
    StepProfiler profiler(1, 1);
    profiler.beginInference();
    profiler.stepBoundary(0);
    profiler.endInference();
    const StepSpan kept = profiler.inference(0);
    profiler.beginInference();
    profiler.stepBoundary(0);
    profiler.endInference();
    QCOMPARE(profiler.inferenceCount(), 1U);
    QVERIFY(profiler.inference(0).beginNs == kept.beginNs && profiler.inference(0).endNs == kept.endNs);
}

void ProfilerTest::abandonedInferenceIsForgotten() {
    StepProfiler profiler(2, 4);
    profiler.beginInference();
    profiler.stepBoundary(0);
    profiler.beginInference();
    profiler.stepBoundary(0);
    profiler.stepBoundary(1);
    profiler.endInference();
    QCOMPARE(profiler.inferenceCount(), 1U);
    QVERIFY(profiler.step(0, 1).endNs >= profiler.step(0, 0).endNs);
}

}  // namespace planscope::runtime_tests

QTEST_APPLESS_MAIN(planscope::runtime_tests::ProfilerTest)
#include "profiler_test.moc"
