// SPDX-License-Identifier: Apache-2.0
#include "engine/network/constant.h"  // first: moc 6.4 stumbles over <compare> when it opens a file
#include "engine/layers/layer_table.h"
#include "engine/network/text.h"
#include "engine/runtime/proxy/proxy.h"
#include "engine/runtime/safety/checksum.h"
#include "engine/runtime/safety/sha256.h"
#include "engine/safe_plan/safe_plan.h"
#include "tests/engine/runtime/heap_counter.h"
#include "tests/engine/runtime/safety/changed_plan.h"

#include <QtTest>

#include <atomic>
#include <functional>
#include <limits>
#include <memory>
#include <cstring>
#include <thread>

namespace planscope::safety_tests {
namespace {

using safety::SafeStatus;

constexpr const char* kText =
    "network \"n\"\ninput x f32[1,4,8,8]\nconst w f32[16,4,3,3] random=1\nlayer c convolution(x, w) {prePadding=[1,1], postPadding=[1,1]} -> a\n"
    "layer p pooling(a) {kind=max, window=[2,2], stride=[2,2]} -> b\nlayer s softmax(b) {axis=1} -> y\noutput y\n";

constexpr const char* kGatherText = "network \"n\"\ninput x f32[4,2]\ninput i i32[3]\nlayer g gather(x, i) {axis=0} -> y\noutput y\n";

struct alignas(64) Block {
    unsigned char bytes[64];
};

/// Memory as an application gives it.
class Memory {
public:
    explicit Memory(std::uint64_t bytes) : m_blocks((bytes + 63) / 64 + 1) {}
    unsigned char* data() { return m_blocks.data()->bytes; }

private:
    std::vector<Block> m_blocks;
};

/// A context over a plan of ours with a clock that a test moves.
struct Fixture {
    explicit Fixture(const char* text = kText, std::uint64_t deadline = 0) : plan(planOf(text)), memory(plan.size()) {
        std::memcpy(memory.data(), plan.data(), plan.size());
        status = safety::openEngine(engine, {memory.data(), plan.size()}, safety::Gate{});
        if (status != SafeStatus::Ok) return;
        arena = std::make_unique<Memory>(engine.plan.meta->arenaBytes);
        config = {&Fixture::tick, this, deadline};
        status = open(context);
    }

    SafeStatus open(safety::SafeContext& other) {
        const SafeStatus opened = safety::openContext(other, engine, arena->data(), engine.plan.meta->arenaBytes, config);
        for (std::uint32_t i = 0; safety::bindingTensor(engine, i); ++i) {
            if (buffers.size() <= i) buffers.push_back(std::make_unique<Memory>(safety::bindingTensor(engine, i)->bytes));
            std::memset(buffers[i]->data(), 0, safety::bindingTensor(engine, i)->bytes);
            if (safety::setAddress(other, i, buffers[i]->data()) != SafeStatus::Ok) qFatal("an address was refused");
        }
        return opened;
    }

    static std::vector<std::byte> planOf(const char* text) {
        const auto network = parseNetwork(text, layers::table());
        if (!network) qFatal("%s", network.error().text().c_str());
        const auto made = safe_plan::makeSafePlan(*network, {});
        if (!made) qFatal("%s", made.error().text().c_str());
        return *made;
    }

    static std::uint64_t tick(void* user) {
        auto& self = *static_cast<Fixture*>(user);
        ++self.ticks;
        if (self.onTick) self.onTick(self.ticks);
        return self.ticks;
    }

    std::vector<std::byte> plan;
    Memory memory;
    safety::SafeEngine engine;
    safety::SafeContext context;
    safety::ContextConfig config;
    std::unique_ptr<Memory> arena;
    std::vector<std::unique_ptr<Memory>> buffers;
    std::uint64_t ticks = 0;
    std::function<void(std::uint64_t)> onTick;
    SafeStatus status = SafeStatus::Ok;
};

bool isInvalid(Fixture& f, std::uint32_t binding) {
    const unsigned char* bytes = f.buffers[binding]->data();
    return std::all_of(bytes, bytes + safety::bindingTensor(f.engine, binding)->bytes, [](unsigned char b) { return b == 0xff; });
}

/// The plan with other metadata and right sums.
std::vector<std::byte> withMeta(std::vector<std::byte> plan, const std::function<void(safety::MetaRecord&)>& change) {
    safety::MetaRecord meta{};
    std::byte* const at = plan.data() + sectionOffset(plan, 0);
    std::memcpy(&meta, at, sizeof meta);
    change(meta);
    std::memcpy(at, &meta, sizeof meta);
    repairDigest(plan);
    repairChecksums(plan);
    return plan;
}

SafeStatus opened(const std::vector<std::byte>& plan, const safety::Gate& gate) {
    Memory memory(plan.size());
    std::memcpy(memory.data(), plan.data(), plan.size());
    safety::SafeEngine engine;
    return safety::openEngine(engine, {memory.data(), plan.size()}, gate);
}

}  // namespace

class SafetyRuntimeTest : public QObject {
    Q_OBJECT
private slots:
    void checksumIsCastagnoli();
    void digestIsSha256();
    void runsAndRunsAgain();
    void statesAreKept();
    void faultsAreLatched_data();
    void faultsAreLatched();
    void contextsMayNotRunTogether();
    void gates_data();
    void gates();
    void operatesWithoutHeap();
    void countsNumberErrors();
    void everyFaultHasAText();
};

void SafetyRuntimeTest::checksumIsCastagnoli() {
    QCOMPARE(safety::checksum(reinterpret_cast<const unsigned char*>("123456789"), 9), 0xe3069283U);
}

void SafetyRuntimeTest::digestIsSha256() {
    safety::Sha256 sum;  // the two-block example of FIPS 180-4
    const char* text = "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq";
    sum.add(reinterpret_cast<const unsigned char*>(text), std::strlen(text));
    unsigned char digest[safety::kDigestBytes];
    sum.finish(digest);
    QCOMPARE(QByteArray(reinterpret_cast<const char*>(digest), sizeof digest).toHex(),
             QByteArray("248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"));
}

void SafetyRuntimeTest::runsAndRunsAgain() {
    Fixture f;
    QVERIFY(f.status == SafeStatus::Ok);
    QVERIFY(safety::execute(f.context) == SafeStatus::Ok);
    QVERIFY(f.context.outputsValid);
    const auto* y = reinterpret_cast<const float*>(f.buffers[1]->data());
    QCOMPARE(y[0], 1.0F / 16);  // all inputs are zero: a uniform softmax over 16 channels
    QVERIFY(safety::execute(f.context) == SafeStatus::Ok);
    QCOMPARE(f.context.stepsDone, f.engine.plan.meta->stepCount);
}

void SafetyRuntimeTest::statesAreKept() {
    safety::SafeContext empty;
    QVERIFY(safety::execute(empty) == SafeStatus::WrongState);
    QVERIFY(safety::setAddress(empty, 0, &empty) == SafeStatus::WrongState);
    Fixture f;
    QVERIFY(safety::setAddress(f.context, 0, nullptr) == SafeStatus::NullArgument);
    QVERIFY(safety::setAddress(f.context, 0, f.buffers[0]->data() + 4) == SafeStatus::Misaligned);
    QVERIFY(safety::setAddress(f.context, 9, f.buffers[0]->data()) == SafeStatus::InputShape);
    safety::SafeContext other;
    QVERIFY(safety::openContext(other, f.engine, f.arena->data(), f.engine.plan.meta->arenaBytes - 1, f.config) == SafeStatus::ArenaTooSmall);
    QVERIFY(safety::openContext(other, f.engine, f.arena->data() + 8, f.engine.plan.meta->arenaBytes, f.config) == SafeStatus::Misaligned);
    QVERIFY(safety::openContext(other, f.engine, f.arena->data(), f.engine.plan.meta->arenaBytes, f.config) == SafeStatus::Ok);
    QVERIFY(safety::execute(other) == SafeStatus::AddressNotSet);
    QVERIFY(other.state == safety::State::Ready);
    QCOMPARE(safety::findBinding(f.engine, "x"), 0);
    QCOMPARE(safety::findBinding(f.engine, "y"), 1);
    QCOMPARE(safety::findBinding(f.engine, "z"), -1);
}

void SafetyRuntimeTest::faultsAreLatched_data() {
    QTest::addColumn<int>("kind");
    QTest::newRow("deadline") << 0;
    QTest::newRow("guard") << 1;
    QTest::newRow("index") << 2;
}

void SafetyRuntimeTest::faultsAreLatched() {
    QFETCH(int, kind);
    constexpr SafeStatus kExpected[] = {SafeStatus::DeadlineMissed, SafeStatus::GuardOverwritten, SafeStatus::KernelFault};
    Fixture f(kind == 2 ? kGatherText : kText, kind == 0 ? 1 : 1000);
    const std::uint32_t output = f.engine.plan.meta->inputCount;
    if (kind == 1) {  // the first tick of an execution is before step 0, the second behind it
        const safety::TensorRecord& result = f.engine.plan.tensors[f.engine.plan.links[f.engine.plan.steps[0].firstLink + f.engine.plan.steps[0].inputCount]];
        unsigned char* guard = f.arena->data() + result.offset + result.bytes;
        f.onTick = [guard, first = f.ticks + 2](std::uint64_t now) { if (now == first) *guard ^= 1; };
    }
    if (kind == 2) reinterpret_cast<std::int32_t*>(f.buffers[1]->data())[2] = 4;
    QVERIFY(safety::execute(f.context) == kExpected[kind]);
    QVERIFY(!f.context.outputsValid);
    QVERIFY(isInvalid(f, output));
    const safety::FaultRecord first = safety::firstFault(f.context);
    QVERIFY(first.code == kExpected[kind]);
    QVERIFY(safety::execute(f.context) == SafeStatus::Latched);
    QVERIFY(safety::firstFault(f.context).code == first.code && safety::firstFault(f.context).tick == first.tick);
    f.onTick = nullptr;
    QVERIFY(f.open(f.context) == SafeStatus::Ok);  // only a new start ends it
    QVERIFY(safety::firstFault(f.context).code == SafeStatus::Ok);
}

/// The clock holds the first context inside its execution until the second has tried.
void SafetyRuntimeTest::contextsMayNotRunTogether() {
    Fixture f;
    std::atomic<bool> isInside{false}, mayLeave{false};
    f.onTick = [&](std::uint64_t) {
        isInside = true;
        while (!mayLeave) std::this_thread::yield();
    };
    SafeStatus first{};
    std::thread runner([&] { first = safety::execute(f.context); });
    while (!isInside) std::this_thread::yield();
    safety::SafeContext second = {};
    safety::ContextConfig quiet;
    Memory arena(f.engine.plan.meta->arenaBytes), in(f.buffers.size() * 4096), out(f.buffers.size() * 4096);
    QVERIFY(safety::openContext(second, f.engine, arena.data(), f.engine.plan.meta->arenaBytes, quiet) == SafeStatus::Ok);
    QVERIFY(safety::setAddress(second, 0, in.data()) == SafeStatus::Ok && safety::setAddress(second, 1, out.data()) == SafeStatus::Ok);
    for (int i = 0; i < 100; ++i) QVERIFY(safety::execute(second) == SafeStatus::ConcurrentUse);
    mayLeave = true;
    runner.join();
    QVERIFY(first == SafeStatus::Ok);
    QVERIFY(safety::execute(second) == SafeStatus::Ok);
    QVERIFY(std::strstr(safety::describe(SafeStatus::ConcurrentUse), "SAFE-RT-02"));
}

void SafetyRuntimeTest::gates_data() {
    QTest::addColumn<int>("field");
    QTest::addColumn<int>("value");
    QTest::addColumn<int>("safety");
    QTest::addColumn<int>("proxy");
    const int ok = static_cast<int>(SafeStatus::Ok), device = static_cast<int>(SafeStatus::TargetDevice), version = static_cast<int>(SafeStatus::PlanVersion);
    QTest::newRow("8.7") << 6 << 87 << ok << ok;
    QTest::newRow("8.6") << 6 << 86 << device << ok;
    QTest::newRow("8.0") << 6 << 80 << device << ok;
    QTest::newRow("7.5") << 6 << 75 << device << device;
    QTest::newRow("9.0") << 6 << 90 << device << device;
    QTest::newRow("major") << 2 << 9 << version << version;
    QTest::newRow("minor") << 3 << 5 << version << version;
    QTest::newRow("patch") << 4 << 11 << version << version;
    QTest::newRow("build may differ") << 5 << 77 << ok << ok;
    QTest::newRow("capability") << 1 << 0 << static_cast<int>(SafeStatus::Capability) << static_cast<int>(SafeStatus::Capability);
    QTest::newRow("layout") << 0 << 2 << version << version;
}

void SafetyRuntimeTest::gates() {
    QFETCH(int, field);
    QFETCH(int, value);
    QFETCH(int, safety);
    QFETCH(int, proxy);
    const std::vector<std::byte> plan = withMeta(Fixture::planOf(kText), [&](safety::MetaRecord& meta) {
        const auto number = static_cast<std::uint32_t>(value);
        std::memcpy(reinterpret_cast<unsigned char*>(&meta) + field * 4, &number, 4);
    });
    QCOMPARE(static_cast<int>(opened(plan, safety::Gate{})), safety);
    QCOMPARE(static_cast<int>(opened(plan, proxy::proxyGate())), proxy);
}

void SafetyRuntimeTest::operatesWithoutHeap() {
    if (!runtime_tests::HeapCounter::works()) QSKIP("a sanitizer replaces the allocator");
    Fixture f;
    f.onTick = nullptr;
    runtime_tests::HeapCounter counter;
    counter.start();
    const SafeStatus opened = safety::openEngine(f.engine, {f.memory.data(), f.plan.size()}, safety::Gate{});
    SafeStatus ran = opened;
    for (int i = 0; i < 5 && ran == SafeStatus::Ok; ++i) ran = safety::execute(f.context);
    counter.stop();
    QVERIFY(ran == SafeStatus::Ok);
    QVERIFY2(counter.own() == 0, counter.firstOwn().c_str());
}

void SafetyRuntimeTest::countsNumberErrors() {
    Fixture f("network \"n\"\ninput x f32[4]\nlayer r unary(x) {kind=neg} -> y\noutput y\n");
    auto* x = reinterpret_cast<float*>(f.buffers[0]->data());
    x[0] = std::numeric_limits<float>::quiet_NaN(), x[1] = std::numeric_limits<float>::infinity(), x[3] = -x[1];
    QVERIFY(safety::execute(f.context) == SafeStatus::Ok);
    QCOMPARE(f.context.numbers.nan, 1);
    QCOMPARE(f.context.numbers.inf, 2);
    x[0] = x[1] = x[3] = 0;
    QVERIFY(safety::execute(f.context) == SafeStatus::Ok);
    QCOMPARE(f.context.numbers.nan + f.context.numbers.inf, 0);
}

void SafetyRuntimeTest::everyFaultHasAText() {
    for (std::uint16_t i = 0; i <= static_cast<std::uint16_t>(SafeStatus::PlanDigest); ++i)
        QVERIFY(std::strlen(safety::describe(static_cast<SafeStatus>(i))) > 5 && std::strlen(safety::describe(static_cast<SafeStatus>(i))) <= 120);
    QCOMPARE(safety::describe(static_cast<SafeStatus>(999)), "unknown fault");
}

}  // namespace planscope::safety_tests

QTEST_APPLESS_MAIN(planscope::safety_tests::SafetyRuntimeTest)
#include "safety_runtime_test.moc"
