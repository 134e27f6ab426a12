// SPDX-License-Identifier: Apache-2.0
#include "engine/network/constant.h"
#include "engine/plan/plan_file.h"
#include "tests/engine/plan/sample_engine.h"
#include "tests/fuzz/repair_plan.h"

#include <QtTest>

#include <cstring>
#include <random>

namespace planscope::plan_tests {
namespace {

/// Offsets of the header's fields, as the container's documentation lists them.
constexpr std::size_t kFileBytes = 32, kRows = 64, kRowBytes = 40;

using Bytes = std::vector<std::byte>;

template <class T>
T at(const Bytes& bytes, std::size_t offset) {
    T value;
    std::memcpy(&value, bytes.data() + offset, sizeof value);
    return value;
}

template <class T>
void put(Bytes& bytes, std::size_t offset, T value) {
    std::memcpy(bytes.data() + offset, &value, sizeof value);
}

struct Extent {
    std::size_t offset, bytes;
};

Extent section(const Bytes& plan, std::size_t row) {
    return {at<std::uint64_t>(plan, kRows + row * kRowBytes + 16), at<std::uint64_t>(plan, kRows + row * kRowBytes + 24)};
}

/// Reads everything that a loaded engine holds, so that a sanitizer sees a bad address.
std::uint64_t touch(const LoadedPlan& loaded) {
    std::uint64_t sum = loaded.record.size();
    for (const EngineTensor& tensor : loaded.engine.tensors)
        if (tensor.constant) sum += tensor.constant->hash();
    for (const EngineStep& step : loaded.engine.steps)
        for (const std::uint32_t input : step.inputs) sum += loaded.engine.tensors[input].bytes();
    return sum;
}

Bytes samplePlan() { return serializePlan(sampleEngine(), R"({"layers":[{"layer":"Conv_0 + Add_1"}]})"); }

Bytes mutated(const Bytes& plan, std::mt19937& random) {
    Bytes out = plan;
    const auto below = [&](std::size_t n) { return static_cast<std::size_t>(random() % n); };
    for (std::size_t i = 0, n = 1 + below(4); i < n; ++i) {
        const std::size_t where = below(out.size());
        switch (below(4)) {
        case 0: out[where] ^= static_cast<std::byte>(1U << below(8)); break;
        case 1: out[where] = static_cast<std::byte>(random()); break;
        case 2: out[where] = std::byte{0xff}; break;
        default:
            if (where + 8 <= out.size()) put(out, where, static_cast<std::uint64_t>(random()) << below(32));
        }
    }
    return out;
}

}  // namespace

class PlanDamageTest : public QObject {
    Q_OBJECT
private slots:
    void everyTruncationIsRefused();
    void everyChangedByteIsRefused();
    void damagedSectionIsNamed();
    void randomMutationsNeverCrash_data();
    void randomMutationsNeverCrash();
    void hostileEnginesAreRefused_data();
    void hostileEnginesAreRefused();
    void sharedStringsCannotExhaustMemory();
};

void PlanDamageTest::everyTruncationIsRefused() {
    const Bytes plan = samplePlan();
    for (std::size_t size = 0; size < plan.size(); ++size) {
        const auto loaded = parsePlan(std::span(plan).first(size), nullptr, table());
        QVERIFY2(!loaded, qPrintable(QString("%1 bytes were accepted").arg(size)));
        QVERIFY(!loaded.error().message.empty());
    }
    Bytes longer = plan;
    longer.push_back(std::byte{0});
    const auto loaded = parsePlan(longer, nullptr, table());
    QVERIFY(!loaded && loaded.error().message.find("too long") != std::string::npos);
}

void PlanDamageTest::everyChangedByteIsRefused() {
    Bytes plan = samplePlan();
    for (std::size_t i = 0; i < plan.size(); ++i) {
        plan[i] ^= std::byte{0x10};
        QVERIFY2(!parsePlan(plan, nullptr, table()), qPrintable(QString("a changed byte %1 was accepted").arg(i)));
        plan[i] ^= std::byte{0x10};
    }
    QVERIFY(parsePlan(plan, nullptr, table()).has_value());
}

void PlanDamageTest::damagedSectionIsNamed() {
    const char* const names[] = {"meta", "weights", "record"};
    for (std::size_t row = 0; row < 3; ++row) {
        Bytes plan = samplePlan();
        plan[section(plan, row).offset + 5] ^= std::byte{1};
        const auto loaded = parsePlan(plan, nullptr, table());
        QVERIFY(!loaded);
        QVERIFY(loaded.error().code == Code::Checksum);
        const std::string begin = "section '" + std::string(names[row]) + "' is damaged: its checksum is ";
        QVERIFY2(loaded.error().message.starts_with(begin), loaded.error().message.c_str());
        QVERIFY(loaded.error().message.find(", expected ") != std::string::npos);
    }
    Bytes plan = samplePlan();
    plan[kFileBytes] ^= std::byte{1};
    QVERIFY(parsePlan(plan, nullptr, table()).error().message.starts_with("the plan's header is damaged: its checksum is "));
}

void PlanDamageTest::randomMutationsNeverCrash_data() {
    QTest::addColumn<bool>("repaired");
    QTest::newRow("as they come") << false;
    QTest::newRow("with right checksums") << true;
}

void PlanDamageTest::randomMutationsNeverCrash() {
    QFETCH(bool, repaired);
    const Bytes plan = samplePlan();
    std::mt19937 random(20240518);
    int refused = 0;
    std::uint64_t sum = 0;
    for (int i = 0; i < 5000; ++i) {
        Bytes broken = mutated(plan, random);
        const bool changed = broken != plan;
        if (repaired) fuzz::repairPlan(broken);
        const auto loaded = parsePlan(broken, nullptr, table());
        if (loaded) sum += touch(*loaded);
        else ++refused;
        if (!repaired) QVERIFY(!changed || !loaded);
    }
    QVERIFY(refused > 1000);
    QVERIFY(repaired ? refused < 5000 && sum > 0 : refused > 4900);  // some repaired ones only change a name or a weight
}

void PlanDamageTest::hostileEnginesAreRefused_data() {
    using Change = void (*)(Engine&);
    QTest::addColumn<void*>("change");
    QTest::addColumn<QString>("text");
    const auto row = [](const char* name, Change change, const char* text) {
        QTest::newRow(name) << reinterpret_cast<void*>(change) << QString(text);
    };
    row("input index", [](Engine& e) { e.steps[0].inputs[1] = 99; }, "index 99 is not below 5");
    row("origin index", [](Engine& e) { e.steps[0].origins[0] = 2; }, "index 2 is not below 2");
    row("data type", [](Engine& e) { e.tensors[0].type = static_cast<DataType>(9); }, "9 is not a data type");
    row("placement", [](Engine& e) { e.tensors[0].placement = static_cast<Placement>(4); }, "4 is not a placement");
    row("layout", [](Engine& e) { e.tensors[2].format.layout = static_cast<Format::Layout>(5); }, "5 is not a memory layout");
    row("lanes", [](Engine& e) { e.tensors[2].format.lanes = 65; }, "65 lanes do not go with their layout");
    row("negative extent", [](Engine& e) { e.tensors[0].dims[2] = -1; }, "extent -1 is out of range");
    row("volume", [](Engine& e) { e.tensors[0].dims = {65536, 65536}; }, "a tensor has 2^31 elements or more");
    row("volume by padding", [](Engine& e) { e.tensors[2].dims = {1 << 28, 1, 1}; }, "a tensor has 2^31 elements or more");
    row("arena", [](Engine& e) { e.tensors[2].offset = 960; }, "lies outside the arena of 1024 bytes");
    row("arena overflow", [](Engine& e) { e.tensors[2].offset = ~std::uint64_t{63}; }, "lies outside the arena");
    row("alignment", [](Engine& e) { e.tensors[2].offset = 68; }, "lies outside the arena");
    row("workspace", [](Engine& e) { e.steps[0].variant.workspaceBytes = 193; }, "its workspace lies outside the arena");
    row("formats", [](Engine& e) { e.steps[1].variant.formats.inputs[0] = {}; }, "its tensors are not in the formats of its tactic");
    row("shape", [](Engine& e) { e.tensors[3].dims = {1, 3, 4, 6}; }, "its output 'y' has the wrong shape or type");
    row("operand", [](Engine& e) { e.steps[0].epilogue.steps[2].b = 2; }, "operand 1 of step 2 refers to 2");
    row("operand of a leaf", [](Engine& e) { e.steps[0].epilogue.steps[0].a = 2; }, "operand 0 of step 0 refers to 2");
    row("steps", [](Engine& e) { e.steps[0].epilogue.inputCount = 9; }, "a pointwise program has 9 inputs");
    row("epilogue inputs", [](Engine& e) { e.steps[0].epilogueInputs = 2; }, "its epilogue takes 2 inputs, found 3");
    row("order", [](Engine& e) { std::swap(e.steps[0], e.steps[1]); }, "reads 't' before it is written");
    row("two writers", [](Engine& e) { e.steps[1].outputs[0] = 2, e.steps[1].variant.formats.outputs[0] = e.tensors[2].format; },
        "which already has a value");
    row("binding", [](Engine& e) { e.inputs[0].tensor = 1; }, "binding 'x' names a tensor that is not for it alone");
    row("no binding", [](Engine& e) { e.outputs.clear(); }, "tensor 'y' has no binding");
    row("threads", [](Engine& e) { e.threads = 100000; }, "are out of range");
}

void PlanDamageTest::hostileEnginesAreRefused() {
    QFETCH(void*, change);
    QFETCH(QString, text);
    Engine engine = sampleEngine();
    reinterpret_cast<void (*)(Engine&)>(change)(engine);
    const auto loaded = parsePlan(serializePlan(engine), nullptr, table());
    QVERIFY(!loaded);
    QVERIFY2(loaded.error().message.find(text.toStdString()) != std::string::npos, loaded.error().text().c_str());
    QVERIFY2(loaded.error().text().find("section 'meta'") != std::string::npos, loaded.error().text().c_str());
}

/// One long name shared by many tables through the same offset would cost memory without bound.
void PlanDamageTest::sharedStringsCannotExhaustMemory() {
    Engine engine = sampleEngine();
    engine.origins.assign(1000, {"a name that is long enough to be worth sharing, one thousand times over", ""});
    Bytes plan = serializePlan(engine);
    const Extent meta = section(plan, 0);
    const std::string_view name = "a name that is long enough";
    // Every origin's name offset is relative to itself; pointing them all at the longest one is done by making the
    // string's own length reach over all that follows it.
    const auto bytes = std::span(plan).subspan(meta.offset, meta.bytes);
    const auto needle = std::as_bytes(std::span(name));
    for (auto found = std::search(bytes.begin(), bytes.end(), needle.begin(), needle.end()); found != bytes.end();
         found = std::search(found + 1, bytes.end(), needle.begin(), needle.end())) {
        const auto offset = static_cast<std::size_t>(found - bytes.begin());
        auto length = static_cast<std::uint32_t>(meta.bytes - offset - 1);
        while (length > 0 && bytes[offset + length] != std::byte{0}) --length;
        put(plan, meta.offset + offset - 4, length);
    }
    fuzz::repairPlan(plan);
    const auto loaded = parsePlan(plan, nullptr, table());
    QVERIFY(!loaded);
    QVERIFY2(loaded.error().message.find("longer than the section itself") != std::string::npos, loaded.error().text().c_str());
}

}  // namespace planscope::plan_tests

QTEST_APPLESS_MAIN(planscope::plan_tests::PlanDamageTest)
#include "plan_damage_test.moc"
