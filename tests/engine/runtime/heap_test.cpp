// SPDX-License-Identifier: Apache-2.0
#include "tests/engine/runtime/heap_counter.h"
#include "engine/builder/builder.h"
#include "engine/builder/open_build.h"
#include "engine/layers/layer_table.h"
#include "engine/network/text.h"
#include "engine/network/extent.h"
#include "engine/runtime/standard/context.h"
#include "tests/engine/runtime/open_networks.h"

#include <QtTest>

namespace planscope::runtime_tests {
namespace {

/// Every kind of kernel that the CPU device makes of common layers: libraries' and own ones, with and without epilogue.
constexpr std::string_view kText = R"(network "mixed"
input  x f32[1,16,24,24]
const  w f32[32,16,3,3] random=1
const  b f32[32] random=2
const  d f32[32,1,3,3] random=3
const  m f32[32,10] random=4
layer  conv convolution(x, w, b) {stride=[1,1], prePadding=[1,1], postPadding=[1,1]} -> c f32[1,32,24,24]
layer  act activation(c) {kind=relu} -> r f32[1,32,24,24]
layer  dw convolution(r, d) {stride=[1,1], prePadding=[1,1], postPadding=[1,1], groups=32} -> e f32[1,32,24,24]
layer  sum elementwise(e, r) {kind=sum} -> s f32[1,32,24,24]
layer  pool pooling(s) {kind=max, window=[2,2], stride=[2,2]} -> p f32[1,32,12,12]
layer  mean reduce(p) {kind=avg, axes=12, keepDims=false} -> v f32[1,32]
layer  fc matrix_multiply(v, m) -> f f32[1,10]
layer  soft softmax(f) {axis=1} -> y f32[1,10]
output y = y
output p = p
)";

Result<std::unique_ptr<ExecutionContext>> contextOf(const std::string& device, int threads) {
    auto network = parseNetwork(kText, layers::table());
    if (!network) return fail(std::move(network.error()));
    BuildOptions options;
    options.device = device;
    options.threads = threads;
    auto built = buildEngine(*network, options, {}, {});
    if (!built) return fail(std::move(built.error()));
    auto opened = openDevice(device, threads);
    auto loaded = loadEngine(std::move(built->engine), *opened);
    if (!loaded) return fail(std::move(loaded.error()));
    return ExecutionContext::create(*loaded);
}

}  // namespace

class HeapTest : public QObject {
    Q_OBJECT
private slots:
    void counterCounts();
    void openShapesSeenBeforeAllocateNothing();
    void inferencesAllocateNothing_data();
    void inferencesAllocateNothing();
};

void HeapTest::counterCounts() {
    if (!HeapCounter::works()) QSKIP("a sanitizer owns the allocator");
    HeapCounter counter;
    counter.start();
    auto* const volatile one = new int(1);
    void* const volatile two = std::malloc(10);
    counter.stop();
    delete one;
    std::free(two);
    QCOMPARE(counter.own(), 2);
    QCOMPARE(counter.library(), 0);
}

/// Two shapes by turns, one of them with extents that data decides.
void HeapTest::openShapesSeenBeforeAllocateNothing() {
    if (!HeapCounter::works()) QSKIP("a sanitizer owns the allocator");
    const std::shared_ptr<const Device> device = testDevice();
    TimingCache cache;
    const OptimizationProfile profile{{{"x", {1}, {64}, {100}}}};
    auto built = buildOpenEngine(positivesNetwork(extent::named("elements")), *device, std::span(&profile, 1), {.optimizationLevel = 0}, cache, {},
                                 {}, [](Network&) -> Status { return {}; });
    QVERIFY2(built, built ? "" : built.error().text().c_str());
    const auto context = makeContext(std::move(built->engine), device);
    QVERIFY2(context, context ? "" : context.error().text().c_str());
    const std::vector<float> values = ramp(100);
    const auto inferAt = [&](std::int64_t size) {
        const bool isSet = (*context)->setInputShape("x", {size}).has_value();
        return isSet && (*context)->setInput(0, std::as_bytes(std::span(values).first(static_cast<std::size_t>(size)))) && (*context)->run();
    };
    for (int i = 0; i < 3; ++i) QVERIFY(inferAt(i % 2 == 0 ? 100 : 30));
    HeapCounter counter;
    counter.start();
    bool good = true;
    for (int i = 0; i < 20; ++i) good = inferAt(i % 2 == 0 ? 100 : 30) && good;
    counter.stop();
    QVERIFY(good);
    QVERIFY2(counter.own() == 0, counter.firstOwn().c_str());
}

void HeapTest::inferencesAllocateNothing_data() {
    QTest::addColumn<QString>("device");
    QTest::addColumn<int>("threads");
    QTest::newRow("cpu, 1 thread") << "cpu" << 1;
    QTest::newRow("cpu, 2 threads") << "cpu" << 2;
}

/// oneDNN 2.6 builds a map of arguments at each execution of a primitive; that happens inside libdnnl and is reported, not
/// counted as ours.
void HeapTest::inferencesAllocateNothing() {
    if (!HeapCounter::works()) QSKIP("a sanitizer owns the allocator");
    QFETCH(QString, device);
    QFETCH(int, threads);
    if (threads > QThread::idealThreadCount()) QSKIP("this machine has fewer processors");
    const auto context = contextOf(device.toStdString(), threads);
    QVERIFY2(context, context ? "" : context.error().text().c_str());
    constexpr int kRuns = 20;
    StepProfiler profiler((*context)->engine().steps.size(), kRuns);
    for (int i = 0; i < 3; ++i) QVERIFY((*context)->run());
    HeapCounter counter;
    counter.start();
    bool good = true;
    for (int i = 0; i < kRuns; ++i) good = (*context)->run(i % 2 == 0 ? &profiler : nullptr).has_value() && good;
    counter.stop();
    QVERIFY(good);
    qInfo("%d allocations by Planscope, %d inside libdnnl and libgomp, in %d inferences", counter.own(), counter.library(), kRuns);
    QVERIFY2(counter.own() == 0, counter.firstOwn().c_str());
}

}  // namespace planscope::runtime_tests

QTEST_APPLESS_MAIN(planscope::runtime_tests::HeapTest)
#include "heap_test.moc"
