// SPDX-License-Identifier: Apache-2.0
#include "engine/network/constant.h"  // first: moc 6.4 stumbles over <compare> when it opens a file
#include "engine/layers/layer_table.h"
#include "engine/network/text.h"
#include "engine/runtime/proxy/proxy.h"
#include "engine/safe_plan/safe_plan.h"
#include "tests/engine/runtime/safety/changed_plan.h"

#include <QtTest>

#include <cstring>
#include <random>

namespace planscope::safety_tests {
namespace {

using safety::SafeStatus;

constexpr const char* kText =
    "network \"n\"\ninput x f32[1,4,6,6]\nconst w f32[8,4,3,3] random=1\nconst d f32[8,1,3,3] random=2\nconst m f32[8,5] random=3\n"
    "layer c convolution(x, w) {prePadding=[1,1], postPadding=[1,1]} then \"relu(i0)\" -> a\n"
    "layer e convolution(a, d) {groups=8, prePadding=[1,1], postPadding=[1,1], stride=[2,2]} -> b\n"
    "layer p pooling(b) {kind=average, window=[3,3]} -> g\nlayer f shuffle(g) {hasReshape=true, reshape=[1,8]} -> h\n"
    "layer j concatenation(h, h) {axis=0} -> i\nlayer q matrix_multiply(i, m) -> k\nlayer s softmax(k) {axis=1} -> l\n"
    "layer r reduce(l) {kind=max, axes=1} -> y\noutput y\n";

constexpr int kMutants = 24000;
std::uint32_t wordAt(const std::vector<std::byte>& bytes, std::size_t at) {
    std::uint32_t out = 0;
    std::memcpy(&out, bytes.data() + at, 4);
    return out;
}

struct alignas(64) Block {
    unsigned char bytes[64];
};

std::vector<Block> memory(std::uint64_t bytes) { return std::vector<Block>((bytes + 63) / 64 + 1); }

enum class Outcome { Refused, Fault, Same, Other };

/// A plan under mutation and what it gives unharmed.
class Subject {
public:
    Subject() {
        const auto network = parseNetwork(kText, layers::table());
        if (!network) qFatal("%s", network.error().text().c_str());
        const auto made = safe_plan::makeSafePlan(*network, {});
        if (!made) qFatal("%s", made.error().text().c_str());
        plan = *made;
        if (run(plan, plan.size(), &expected) != Outcome::Same) qFatal("the plan does not run");
    }

    /// @param result  null: compared with what is expected
    Outcome run(const std::vector<std::byte>& bytes, std::size_t count, std::vector<unsigned char>* result) const {
        std::vector<Block> blocks = memory(count);
        std::memcpy(blocks.data(), bytes.data(), count);
        safety::SafeEngine engine;
        if (safety::openEngine(engine, {blocks.data()->bytes, count}, safety::Gate{}) != SafeStatus::Ok) return Outcome::Refused;
        constexpr std::uint64_t kMost = 1 << 24;  // a plan may ask for gigabytes; the test has no use for it
        if (engine.plan.meta->arenaBytes > kMost) return Outcome::Refused;
        std::vector<Block> arena = memory(engine.plan.meta->arenaBytes);
        safety::SafeContext context;
        if (safety::openContext(context, engine, arena.data()->bytes, engine.plan.meta->arenaBytes, {}) != SafeStatus::Ok) return Outcome::Refused;
        std::vector<std::vector<Block>> buffers;
        for (std::uint32_t i = 0; const safety::TensorRecord* tensor = safety::bindingTensor(engine, i); ++i) {
            if (tensor->bytes > kMost) return Outcome::Refused;
            buffers.push_back(memory(tensor->bytes));
            auto* values = reinterpret_cast<float*>(buffers.back().data()->bytes);
            for (std::uint64_t k = 0; k < tensor->bytes / 4; ++k) values[k] = static_cast<float>(k % 13) / 8 - 0.7F;
            if (safety::setAddress(context, i, buffers.back().data()->bytes) != SafeStatus::Ok) return Outcome::Refused;
        }
        if (safety::execute(context) != SafeStatus::Ok) return Outcome::Fault;
        const auto* last = buffers.back().data()->bytes;
        const std::uint64_t size = safety::bindingTensor(engine, static_cast<std::uint32_t>(buffers.size() - 1))->bytes;
        if (result) result->assign(last, last + size);
        const bool isSame = size == expected.size() && std::memcmp(last, expected.data(), size) == 0;
        return isSame ? Outcome::Same : Outcome::Other;
    }

    std::vector<std::byte> plan;
    std::vector<unsigned char> expected;
};

/// One harm: a bit, a byte, a word of the header, or a number of a table that is likely to matter.
void harm(std::vector<std::byte>& plan, std::mt19937& random, std::size_t tablesEnd) {
    constexpr std::uint32_t kNumbers[] = {0, 1, 2, 3, 7, 8, 63, 64, 65, 255, 256, 4096, 65535, 65536, 0x7fffffff, 0x80000000, 0xfffffffe, 0xffffffff};
    const std::size_t at = random() % (random() % 8 == 0 ? plan.size() : tablesEnd);
    if (random() % 3 == 0) {
        plan[at] ^= static_cast<std::byte>(1U << random() % 8);
        return;
    }
    const std::size_t word = std::min(at / 4 * 4, plan.size() - 4);
    std::uint32_t value = wordAt(plan, word);
    if (random() % 2 == 0) value = kNumbers[random() % std::size(kNumbers)];
    else value += random() % 17 - 8;
    std::memcpy(plan.data() + word, &value, 4);
}

}  // namespace

/// Changed plans. With right checksums the digest still tells them from the plan that was built. Where somebody makes the digest right
/// as well, what opens must run within its memory (built with AddressSanitizer, this test sees it) and end: sizes, places and
/// kernels of a plan are never believed. Changed weights and parameters may then give other results.
class SafetyMutationTest : public QObject {
    Q_OBJECT
private slots:
    void changesAreRefused_data();
    void changesAreRefused();
    void nothingEscapes();
    void truncationsAreRefused();
};

void SafetyMutationTest::changesAreRefused_data() {
    QTest::addColumn<bool>("repairs");
    QTest::newRow("as they are") << false;
    QTest::newRow("with right checksums") << true;
}

void SafetyMutationTest::changesAreRefused() {
    QFETCH(bool, repairs);
    const Subject subject;
    std::mt19937 random(1);
    int refused = 0;
    for (int i = 0; i < kMutants; ++i) {
        std::vector<std::byte> plan = subject.plan;
        harm(plan, random, plan.size());
        if (repairs) repairChecksums(plan);
        const Outcome outcome = subject.run(plan, plan.size(), nullptr);
        refused += outcome == Outcome::Refused;
        QVERIFY(outcome == Outcome::Refused || outcome == Outcome::Same);  // Same: zeros between sections, the container's own texts
    }
    QVERIFY(refused > kMutants / 2);
}

void SafetyMutationTest::nothingEscapes() {
    const Subject subject;
    std::mt19937 random(2);
    const std::uint64_t weights = sectionOffset(subject.plan, 6);
    int outcomes[4] = {};
    for (int i = 0; i < kMutants; ++i) {
        std::vector<std::byte> plan = subject.plan;
        for (unsigned k = 0; k < 1 + random() % 2; ++k) harm(plan, random, weights);
        repairDigest(plan);
        repairChecksums(plan);
        ++outcomes[static_cast<int>(subject.run(plan, plan.size(), nullptr))];
    }
    qInfo("%d refused, %d faults, %d with the same result, %d with another", outcomes[0], outcomes[1], outcomes[2], outcomes[3]);
    QVERIFY(outcomes[static_cast<int>(Outcome::Refused)] > kMutants / 4);
}

void SafetyMutationTest::truncationsAreRefused() {
    const Subject subject;
    for (std::size_t count = 0; count < subject.plan.size(); count += 1 + count / 50) QVERIFY(subject.run(subject.plan, count, nullptr) == Outcome::Refused);
}

}  // namespace planscope::safety_tests

QTEST_APPLESS_MAIN(planscope::safety_tests::SafetyMutationTest)
#include "safety_mutation_test.moc"
