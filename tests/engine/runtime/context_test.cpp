// SPDX-License-Identifier: Apache-2.0
#include "tests/engine/runtime/fake_device.h"  // first: moc 6.4 stumbles over <compare> when it opens a file
#include "engine/runtime/standard/context.h"
#include "tests/engine/runtime/fake_engine.h"

#include <QtTest>

#include <cstring>
#include <thread>

namespace planscope::runtime_tests {
namespace {

std::shared_ptr<FakeDevice> fakeDevice() { return std::make_shared<FakeDevice>(fakeTactics()); }

std::unique_ptr<ExecutionContext> contextOf(const Engine& engine) {
    auto loaded = loadEngine(engine, fakeDevice());
    if (!loaded) return nullptr;
    auto context = ExecutionContext::create(*loaded);
    return context ? std::move(*context) : nullptr;
}

std::vector<float> inputValues() {
    std::vector<float> out(12);
    for (std::size_t i = 0; i < out.size(); ++i) out[i] = static_cast<float>(i * i) - 5;
    return out;
}

std::vector<float> expected() {
    std::vector<float> out = inputValues();
    for (std::size_t i = 0; i < out.size(); ++i) out[i] = 4 * out[i] + 3 * weights()[i];
    return out;
}

std::span<const std::byte> bytesOf(const std::vector<float>& values) { return std::as_bytes(std::span(values)); }

std::string loadError(const Engine& engine) {
    const auto loaded = loadEngine(engine, fakeDevice());
    return loaded ? std::string("loaded") : loaded.error().text();
}

bool has(const std::string& text, const char* part) { return text.find(part) != std::string::npos; }

}  // namespace

class ContextTest : public QObject {
    Q_OBJECT
private slots:
    void runsWithoutHostPointers_data();
    void runsWithoutHostPointers();
    void paddingOfOutputsIsZero();
    void bindingsCanBeReplaced();
    void equalConstantBytesArePlacedOnce();
    void contextsOfOneEngineTakeTurns();
    void stepsWithoutOutputBytesAreSkipped();
    void wrongDeviceIsRefused();
    void missingTacticIsNamed();
    void tooMuchMemoryIsRefused();
    void wrongBindingsAreRefused();
    void kernelFaultsNameTheStep();
    void profilerGetsOneRowPerInference();
};

void ContextTest::runsWithoutHostPointers_data() {
    QTest::addColumn<int>("lanes");
    QTest::newRow("linear") << 0;
    QTest::newRow("nchw8c") << 8;
    QTest::newRow("nhwc4") << -4;
}

void ContextTest::runsWithoutHostPointers() {
    QFETCH(int, lanes);
    const Format io = lanes == 0 ? Format::linear() : lanes > 0 ? Format::channelBlocked(lanes) : Format::channelLast(-lanes);
    const auto context = contextOf(fakeEngine(io));
    QVERIFY(context);
    QVERIFY(context->setInput(0, bytesOf(inputValues())));
    for (int i = 0; i < 2; ++i) {
        std::vector<float> out(12, -1);
        QVERIFY(context->run());
        QVERIFY(context->readOutput(0, std::as_writable_bytes(std::span(out))));
        QVERIFY(out == expected());
    }
}

void ContextTest::paddingOfOutputsIsZero() {
    const auto context = contextOf(fakeEngine(Format::channelBlocked(8)));
    QVERIFY(context->setInput(0, bytesOf(inputValues())) && context->run());
    for (const DeviceAddress address : {context->inputAddress(0), context->outputAddress(0)}) {
        const auto* const lanes = reinterpret_cast<const float*>(FakeDevice::bytesAt(address));
        for (int pixel = 0; pixel < 4; ++pixel)
            for (int lane = 3; lane < 8; ++lane) QCOMPARE(lanes[pixel * 8 + lane], 0.0F);
    }
}

void ContextTest::bindingsCanBeReplaced() {
    const auto device = fakeDevice();
    const auto loaded = loadEngine(fakeEngine(), device);
    const auto context = ExecutionContext::create(*loaded);
    const auto in = device->allocate(48), out = device->allocate(48);
    QVERIFY((*context)->bind("in", (*in)->address()));
    QVERIFY((*context)->bind("out", (*out)->address()));
    QCOMPARE((*context)->inputAddress(0).value, (*in)->address().value);
    std::memcpy(FakeDevice::bytesAt((*in)->address()), inputValues().data(), 48);
    QVERIFY((*context)->run());
    std::vector<float> result(12);
    std::memcpy(result.data(), FakeDevice::bytesAt((*out)->address()), 48);
    QVERIFY(result == expected());
    QVERIFY((*context)->bind("out", {}));
    QVERIFY((*context)->outputAddress(0).value != (*out)->address().value);
    QVERIFY((*context)->run());
    QVERIFY((*context)->readOutput(0, std::as_writable_bytes(std::span(result))));
    QVERIFY(result == expected());
}

void ContextTest::equalConstantBytesArePlacedOnce() {
    Engine engine = fakeEngine();
    engine.tensors.push_back(engine.tensors[1]);
    engine.steps[1].inputs[1] = 4;
    const std::uint64_t before = FakeDevice::allocatedBytes();
    const auto loaded = loadEngine(engine, fakeDevice());
    QVERIFY(loaded.has_value());
    QCOMPARE(FakeDevice::allocatedBytes() - before, 64U);
}

void ContextTest::contextsOfOneEngineTakeTurns() {
    const auto loaded = loadEngine(fakeEngine(), fakeDevice());
    faults().collisions = 0;
    std::array<std::unique_ptr<ExecutionContext>, 3> contexts;
    for (auto& context : contexts) context = std::move(*ExecutionContext::create(*loaded));
    std::atomic<int> failures{0};
    std::vector<std::jthread> threads;
    for (auto& context : contexts)
        threads.emplace_back([&] {
            if (!context->setInput(0, bytesOf(inputValues()))) ++failures;
            for (int i = 0; i < 200; ++i)
                if (!context->run()) ++failures;
            std::vector<float> out(12);
            if (!context->readOutput(0, std::as_writable_bytes(std::span(out))) || out != expected()) ++failures;
        });
    threads.clear();
    QCOMPARE(failures.load(), 0);
    QCOMPARE(faults().collisions.load(), 0);
}

void ContextTest::stepsWithoutOutputBytesAreSkipped() {
    Engine engine = fakeEngine();
    for (const std::uint32_t t : {0U, 1U, 2U, 3U}) engine.tensors[t].dims = {1, 3, 0, 2};
    engine.tensors[1].constant = Constant::ofFloats({1, 3, 0, 2}, {});
    engine.steps[0].tactic = "never looked up";
    const auto context = contextOf(engine);
    QVERIFY(context);
    QVERIFY(context->run());
}

void ContextTest::wrongDeviceIsRefused() {
    Engine engine = fakeEngine();
    engine.deviceId = "cpu";
    QVERIFY(has(loadError(engine), "the engine was built for device 'cpu', not 'fake'"));
    engine = fakeEngine();
    engine.deviceFingerprint = "fake 2";
    QVERIFY(has(loadError(engine), "on another machine or library: 'fake 2', here it is 'fake 1'"));
    engine = fakeEngine();
    engine.threads = 3;
    QVERIFY(has(loadError(engine), "built for 3 threads, the device is open with 1"));
    engine = fakeEngine();
    engine.version.build = 7;
    QVERIFY(has(loadError(engine), "of version 8.6.12.7"));
}

void ContextTest::missingTacticIsNamed() {
    Engine engine = fakeEngine();
    engine.steps[1].tactic = "weighted_sum.other";
    QVERIFY(has(loadError(engine), "step 'second': device 'fake' has no tactic 'weighted_sum.other'"));
    engine = fakeEngine();
    engine.steps[0].variant.algorithm = "gone";
    QVERIFY(has(loadError(engine), "step 'first': there is no algorithm 'gone'"));
    engine = fakeEngine();
    for (EngineTensor& tensor : engine.tensors) tensor.type = DataType::Int32;
    QVERIFY(has(loadError(engine), "step 'first': tactic 'weighted_sum.fake' refuses it: it takes f32 only"));
}

void ContextTest::tooMuchMemoryIsRefused() {
    Engine engine = fakeEngine();
    engine.arenaBytes = (std::uint64_t{4} << 30) + 64;
    const auto loaded = loadEngine(engine, fakeDevice());
    const auto context = ExecutionContext::create(*loaded);
    QVERIFY(!context && context.error().code == Code::Memory);
    QVERIFY(has(context.error().message, "4294967360 bytes of memory, a context has at most 4294967296"));
    engine.arenaBytes = 64 << 20;
    const auto larger = ExecutionContext::create(*loadEngine(engine, fakeDevice()));
    QVERIFY(!larger && has(larger.error().text(), "arena: the fake device has no"));
}

void ContextTest::wrongBindingsAreRefused() {
    const auto context = contextOf(fakeEngine());
    const Status unknown = context->bind("x", {64});
    QVERIFY(!unknown && unknown.error().code == Code::Option);
    QVERIFY(has(unknown.error().message, "there is no binding 'x'; the engine has 'in', 'out'"));
    const std::vector<float> tooFew(11);
    const Status size = context->setInput(0, bytesOf(tooFew));
    QVERIFY(!size && has(size.error().message, "'x' takes 48 bytes, given 44"));
    std::vector<std::byte> tooMany(52);
    QVERIFY(!context->readOutput(0, tooMany));
}

void ContextTest::kernelFaultsNameTheStep() {
    const auto context = contextOf(fakeEngine());
    StepProfiler profiler(2, 1);  // waits after each step, so that the faulty one is known
    faults().status.store(KernelStatus::BadIndex);
    const Status index = context->run(&profiler);
    faults().status.store(KernelStatus::BackendFailed);
    const Status backend = context->run(&profiler);
    const Status late = context->run();
    faults().status.store(KernelStatus::Ok);
    QVERIFY(!index && index.error().code == Code::Value);
    QVERIFY(has(index.error().text(), "step 'first' (weighted_sum.fake): an index in its inputs points outside the data"));
    QVERIFY(!backend && backend.error().code == Code::Device && has(backend.error().text(), "step 'first'"));
    QVERIFY(!late && late.error().code == Code::Device);
    QCOMPARE(profiler.inferenceCount(), 0U);
    QVERIFY(context->run(&profiler));
    QCOMPARE(profiler.inferenceCount(), 1U);
}

void ContextTest::profilerGetsOneRowPerInference() {
    const auto context = contextOf(fakeEngine());
    StepProfiler profiler(2, 3);
    for (int i = 0; i < 5; ++i) QVERIFY(context->run(&profiler));
    QCOMPARE(profiler.inferenceCount(), 3U);
    for (std::size_t i = 0; i < 3; ++i) {
        const StepSpan whole = profiler.inference(i), first = profiler.step(i, 0), second = profiler.step(i, 1);
        QVERIFY(whole.beginNs == first.beginNs && first.endNs == second.beginNs);
        QVERIFY(first.endNs > first.beginNs && second.endNs > second.beginNs && whole.endNs >= second.endNs);
    }
}

}  // namespace planscope::runtime_tests

QTEST_APPLESS_MAIN(planscope::runtime_tests::ContextTest)
#include "context_test.moc"
