// SPDX-License-Identifier: Apache-2.0
#include "engine/network/constant.h"  // first: moc 6.4 stumbles over <compare> when it opens a file
#include "engine/checker/consistency.h"
#include "engine/layers/layer_table.h"
#include "engine/network/text.h"
#include "engine/safe_plan/safe_plan.h"
#include "tests/engine/runtime/safety/changed_plan.h"

#include <QtTest>

#include <cstring>

namespace planscope::checker_tests {
namespace {

using safety_tests::repairChecksums;
using safety_tests::repairDigest;
using safety_tests::sectionOffset;

std::vector<std::byte> planOf(const char* body) {
    const auto network = parseNetwork(std::string("network \"n\"\n") + body, layers::table());
    if (!network) qFatal("%s", network.error().text().c_str());
    const auto plan = safe_plan::makeSafePlan(*network, {.modelHash = 1, .configHash = 2, .calibrationHash = 3});
    if (!plan) qFatal("%s", plan.error().text().c_str());
    return *plan;
}

std::vector<std::byte> goodPlan() { return planOf("input x f32[1,4,4,4]\nconst w f32[16,4,1,1] random=1\nlayer c convolution(x, w) -> a\nlayer s softmax(a) {axis=1} -> y\noutput y\n"); }

/// Codes of the checks that did not pass.
std::string codesOf(const std::vector<std::byte>& plan) {
    std::string out;
    for (const checker::CheckRow& row : checker::checkConsistency(plan))
        if (!row.problem.empty()) out += std::string(out.empty() ? "" : " ") + std::string(row.code);
    return out;
}

/// A word of a section replaced, with right sums.
struct Change {
    const char* name;
    int section;
    std::size_t at;
    std::uint32_t value;
    const char* codes;
};

constexpr Change kChanges[] = {
    {"capability", 0, 4, 0, "CC-01"},       {"device", 0, 24, 90, "CC-01"},          {"minor version", 0, 12, 5, "CC-02"},
    {"target's platform", 0, 32, 4, "CC-02"}, {"rank", 1, 4, 0x00000900, "CC-05"},     {"extent", 1, 8, 0, "CC-05"},
    {"type", 1, 4, 0x000004ff, "CC-06"},
    {"name", 1, 0, 0x00ffffff, "CC-07"},    {"kernel", 2, 0, 99, "CC-10"},           {"groups", 4, 0, 3, "CC-09 CC-20"},
    {"weight", 6, 0, 0x7f800000, "CC-13"},  {"link", 3, 0, 3, "CC-08"},              {"output is an input", 3, 24, 0, "CC-16"},
};

}  // namespace

class ConsistencyTest : public QObject {
    Q_OBJECT
private slots:
    void goodPlansPass();
    void integerScalePasses();
    void changesAreNamed_data();
    void changesAreNamed();
    void damageIsNamed();
};

void ConsistencyTest::goodPlansPass() {
    const auto rows = checker::checkConsistency(goodPlan());
    QCOMPARE(rows.size(), 20UL);
    QVERIFY2(checker::isConsistent(rows), codesOf(goodPlan()).c_str());
}

/// A layer of its own with INT8 on both sides was once refused by the consistency checker of TensorRT (4138970).
void ConsistencyTest::integerScalePasses() {
    const auto plan = planOf("input x i8[1,4,4,4]\nconst s f32[4,1,1] random=3\n"
                             "layer p pointwise(x, s) {program=\"cast(round(prod(cast(i0:i8, f32), i1)), i8)\"} -> y\noutput y\n");
    QVERIFY2(codesOf(plan).empty(), codesOf(plan).c_str());
}

void ConsistencyTest::changesAreNamed_data() {
    QTest::addColumn<int>("row");
    for (int i = 0; i < static_cast<int>(std::size(kChanges)); ++i) QTest::newRow(kChanges[i].name) << i;
}

void ConsistencyTest::changesAreNamed() {
    QFETCH(int, row);
    const Change& change = kChanges[row];
    std::vector<std::byte> plan = goodPlan();
    std::memcpy(plan.data() + sectionOffset(plan, change.section) + change.at, &change.value, 4);
    repairDigest(plan);
    repairChecksums(plan);
    QCOMPARE(QString::fromStdString(codesOf(plan)), QString::fromLatin1(change.codes));
}

void ConsistencyTest::damageIsNamed() {
    std::vector<std::byte> plan = goodPlan();
    plan.back() ^= std::byte{1};
    QVERIFY(codesOf(plan).starts_with("CC-02 CC-04 CC-05"));  // what stands on the sections is not asked
    repairChecksums(plan);
    QVERIFY(codesOf(plan).starts_with("CC-02 CC-04 CC-05"));
    plan.pop_back();
    QVERIFY(codesOf(plan).starts_with("CC-02 CC-03"));
    const std::string text(4096, 'x');
    const auto rows = checker::checkConsistency(std::as_bytes(std::span(text)));
    QCOMPARE(rows[0].problem.empty(), false);
    for (std::size_t i = 1; i < rows.size(); ++i) QCOMPARE(rows[i].problem, std::string("not asked, this is no plan"));
}

}  // namespace planscope::checker_tests

QTEST_APPLESS_MAIN(planscope::checker_tests::ConsistencyTest)
#include "consistency_test.moc"
