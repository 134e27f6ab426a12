// SPDX-License-Identifier: Apache-2.0
#include "engine/network/constant.h"  // first: moc 6.4 stumbles over <compare> when it opens a file
#include "engine/layers/layer_table.h"
#include "engine/network/text.h"
#include "engine/runtime/proxy/proxy.h"
#include "engine/runtime/safety/checksum.h"
#include "engine/safe_plan/safe_plan.h"

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
constexpr std::size_t kHeader = 64, kRow = 40;

std::uint32_t wordAt(const unsigned char* bytes) {
    std::uint32_t out = 0;
    std::memcpy(&out, bytes, 4);
    return out;
}

std::uint64_t longAt(const unsigned char* bytes) {
    std::uint64_t out = 0;
    std::memcpy(&out, bytes, 8);
    return out;
}

/// Makes every checksum right again, as far as the table can be followed.
void repair(unsigned char* bytes, std::size_t count) {
    const std::uint32_t sections = wordAt(bytes + 40);
    for (std::size_t i = 0; i < sections && kHeader + (i + 1) * kRow <= count; ++i) {
        unsigned char* row = bytes + kHeader + i * kRow;
        const std::uint64_t offset = longAt(row + 16), size = longAt(row + 24);
        if (offset > count || size > count - offset) continue;
        const std::uint32_t sum = safety::checksum(bytes + offset, size);
        std::memcpy(row + 32, &sum, 4);
    }
    const std::uint32_t headerBytes = wordAt(bytes + 8);
    if (headerBytes > count || headerBytes < kHeader) return;
    std::memset(bytes + 52, 0, 4);
    const std::uint32_t sum = safety::checksum(bytes, headerBytes);
    std::memcpy(bytes + 52, &sum, 4);
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
    std::uint32_t value = wordAt(reinterpret_cast<unsigned char*>(plan.data()) + word);
    if (random() % 2 == 0) value = kNumbers[random() % std::size(kNumbers)];
    else value += random() % 17 - 8;
    std::memcpy(plan.data() + word, &value, 4);
}

}  // namespace

/// Plans that were changed and whose checksums are right: what opens must run within its memory (AddressSanitizer watches in CI) and
/// end. Changed numbers of weights and parameters may give other results; sizes, places and kernels may not be believed.
class SafetyMutationTest : public QObject {
    Q_OBJECT
private slots:
    void withoutRepairEverythingIsRefused();
    void withRepairNothingEscapes();
    void truncationsAreRefused();
};

void SafetyMutationTest::withoutRepairEverythingIsRefused() {
    const Subject subject;
    std::mt19937 random(1);
    for (int i = 0; i < 3000; ++i) {
        std::vector<std::byte> plan = subject.plan;
        plan[random() % plan.size()] ^= static_cast<std::byte>(1U << random() % 8);
        const Outcome outcome = subject.run(plan, plan.size(), nullptr);
        QVERIFY(outcome == Outcome::Refused || outcome == Outcome::Same);  // Same: zeros between sections
    }
}

void SafetyMutationTest::withRepairNothingEscapes() {
    const Subject subject;
    std::mt19937 random(2);
    const std::uint64_t weights = longAt(reinterpret_cast<const unsigned char*>(subject.plan.data()) + kHeader + 6 * kRow + 16);
    int outcomes[4] = {};
    for (int i = 0; i < kMutants; ++i) {
        std::vector<std::byte> plan = subject.plan;
        for (unsigned k = 0; k < 1 + random() % 2; ++k) harm(plan, random, weights);
        repair(reinterpret_cast<unsigned char*>(plan.data()), plan.size());
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
