// SPDX-License-Identifier: Apache-2.0
#include "engine/network/constant.h"
#include "engine/plan/plan_file.h"
#include "tests/engine/plan/sample_engine.h"
#include "tests/fuzz/repair_plan.h"

#include <QtTest>

#include <random>

namespace planscope::plan_tests {
namespace {

using Bytes = std::vector<std::byte>;

/// Reads everything that a loaded engine holds, so that a sanitizer sees a bad address.
std::uint64_t touch(const Engine& engine) {
    std::uint64_t sum = engine.profiles.size() + engine.extentNames.size();
    for (const EngineTensor& tensor : engine.tensors)
        if (tensor.constant) sum += tensor.constant->hash();
    for (const EngineStep& step : engine.steps) {
        sum += step.choices.size();
        for (const auto& body : step.bodies) sum += touch(*body);
    }
    return sum;
}

}  // namespace

/// Plans of open engines: profiles, choices and bodies.
class OpenPlanTest : public QObject {
    Q_OBJECT
private slots:
    void everyFieldSurvives();
    void bodiesNestToALimit();
    void everyTruncationAndChangeIsRefused();
    void mutationsNeverCrash();
    void hostileEnginesAreRefused_data();
    void hostileEnginesAreRefused();
};

void OpenPlanTest::everyFieldSurvives() {
    const Engine before = openSampleEngine();
    const Bytes bytes = serializePlan(before);
    const auto loaded = parsePlan(bytes, nullptr, table());
    QVERIFY2(loaded, loaded ? "" : loaded.error().text().c_str());
    const Engine& after = loaded->engine;
    QVERIFY(after.isOpen && after.profiles == before.profiles);
    QCOMPARE(after.extentNames.at(0).extent, before.extentNames[0].extent);
    QCOMPARE(after.extentNames.at(0).name, std::string("batch"));
    QVERIFY(after.tensors[0].dims == before.tensors[0].dims);
    QCOMPARE(after.steps[0].choices.size(), 2U);
    QCOMPARE(after.steps[0].choices[1].tactic, std::string("sample.cpu.fast"));
    QVERIFY(after.steps[0].choices[1].variant.formats == before.steps[0].choices[1].variant.formats);
    QVERIFY(after.steps[1].choices[1].tactic.empty());
    const Engine& body = *after.steps[1].bodies.at(0);
    QVERIFY(body.isOpen && body.profiles.empty() && body.steps[0].choices.size() == 2);
    QCOMPARE(body.tensors[1].constant->floats()[13], 0.25F);
    QVERIFY(serializePlan(after) == bytes);
    QVERIFY(serializePlan(openSampleEngine()) == bytes);
}

void OpenPlanTest::bodiesNestToALimit() {
    Engine engine = openSampleEngine();
    const auto wrap = [&] {
        Engine outer = openSampleEngine();
        Engine inner = engine;
        inner.profiles.clear();
        outer.steps[1].bodies = {std::make_shared<const Engine>(std::move(inner))};
        engine = std::move(outer);
    };
    for (int depth = 1; depth < 16; ++depth) wrap();
    const auto deep = parsePlan(serializePlan(engine), nullptr, table());
    QVERIFY2(deep, deep ? "" : deep.error().text().c_str());
    wrap();
    const auto deeper = parsePlan(serializePlan(engine), nullptr, table());
    QVERIFY(!deeper && deeper.error().code == Code::Format);
}

void OpenPlanTest::everyTruncationAndChangeIsRefused() {
    Bytes plan = serializePlan(openSampleEngine());
    for (std::size_t size = 0; size < plan.size(); ++size) QVERIFY(!parsePlan(std::span(plan).first(size), nullptr, table()));
    for (std::size_t i = 0; i < plan.size(); ++i) {
        plan[i] ^= std::byte{0x10};
        QVERIFY2(!parsePlan(plan, nullptr, table()), qPrintable(QString("a changed byte %1 was accepted").arg(i)));
        plan[i] ^= std::byte{0x10};
    }
}

void OpenPlanTest::mutationsNeverCrash() {
    const Bytes plan = serializePlan(openSampleEngine());
    std::mt19937 random(7);
    int refused = 0;
    std::uint64_t sum = 0;
    for (int i = 0; i < 5000; ++i) {
        Bytes broken = plan;
        for (std::size_t k = 0, n = 1 + random() % 4; k < n; ++k) broken[random() % broken.size()] ^= static_cast<std::byte>(1U << random() % 8);
        fuzz::repairPlan(broken);
        const auto loaded = parsePlan(broken, nullptr, table());
        if (loaded) sum += touch(loaded->engine);
        else ++refused;
    }
    QVERIFY(refused > 1000 && refused < 5000 && sum > 0);  // some only change a name or a weight
}

void OpenPlanTest::hostileEnginesAreRefused_data() {
    using Change = void (*)(Engine&);
    QTest::addColumn<void*>("change");
    QTest::addColumn<QString>("text");
    const auto row = [](const char* name, Change change, const char* text) {
        QTest::newRow(name) << reinterpret_cast<void*>(change) << QString(text);
    };
    row("anonymous extent", [](Engine& e) { e.tensors[0].dims[0] = -1; }, "extent -1 is out of range");
    row("open constant", [](Engine& e) { e.tensors[1].constant = Constant::ofFloats({1, 3, 4, 5}, std::vector<float>(60)), e.tensors[1].dims[0] = e.tensors[0].dims[0]; },
        "is out of range");
    row("format", [](Engine& e) { e.tensors[2].format = Format::channelBlocked(8); }, "has a place or a format although shapes are open");
    row("choices", [](Engine& e) { e.steps[0].choices.pop_back(); }, "it has 1 choices for 2 profiles");
    row("no profiles", [](Engine& e) { e.profiles.clear(); }, "it has 0 profiles");
    row("range of another input", [](Engine& e) { e.profiles[0].inputs[0].input = "z"; }, "its range of 'z' stands where 'x' is expected");
    row("ranges", [](Engine& e) { e.profiles[1].inputs.clear(); }, "it has 0 ranges for 1 inputs");
    row("falling range", [](Engine& e) { e.profiles[0].inputs[0].min[0] = 3; }, "does not go with its shape");
    row("fixed extent", [](Engine& e) { e.profiles[0].inputs[0].max[1] = 4; }, "does not go with its shape");
    row("values", [](Engine& e) { e.profiles[1].inputs[0].maxValues.push_back(1); }, "have different lengths");
    row("closed", [](Engine& e) { e.isOpen = false; }, "is out of range");
    row("body with profiles", [](Engine& e) { Engine body = openSampleEngine(); e.steps[1].bodies[0] = std::make_shared<const Engine>(body); },
        "a body is no open engine without ranges");
    row("epilogue", [](Engine& e) { e.steps[0].epilogueInputs = 2; }, "its epilogue takes 2 inputs, found 3");
}

void OpenPlanTest::hostileEnginesAreRefused() {
    QFETCH(void*, change);
    QFETCH(QString, text);
    Engine engine = openSampleEngine();
    reinterpret_cast<void (*)(Engine&)>(change)(engine);
    const auto loaded = parsePlan(serializePlan(engine), nullptr, table());
    QVERIFY(!loaded);
    QVERIFY2(QString::fromStdString(loaded.error().text()).contains(text), loaded.error().text().c_str());
}

}  // namespace planscope::plan_tests

QTEST_APPLESS_MAIN(planscope::plan_tests::OpenPlanTest)
#include "open_plan_test.moc"
