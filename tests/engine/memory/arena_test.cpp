// SPDX-License-Identifier: Apache-2.0
#include "engine/memory/arena.h"

#include <QElapsedTimer>
#include <QTest>

#include <random>

namespace planscope {
namespace {

constexpr std::uint64_t kAlignment = 64;

std::uint64_t aligned(std::uint64_t bytes) { return (bytes + kAlignment - 1) / kAlignment * kAlignment; }

/// Empty if no two buffers that live at once overlap, all are aligned and inside the peak, and the bound is what it says.
std::string defectOf(std::span<const Lifetime> lives, const ArenaAssignment& out) {
    std::uint32_t steps = 0;
    for (const Lifetime& life : lives) steps = std::max(steps, life.last);
    std::uint64_t bound = 0;
    for (std::uint32_t step = 0; step < steps; ++step) {
        std::uint64_t live = 0;
        for (const Lifetime& life : lives)
            if (life.first <= step && step < life.last) live += aligned(life.bytes);
        bound = std::max(bound, live);
    }
    if (bound != out.lowerBoundBytes) return "the lower bound is wrong";
    if (out.peakBytes < bound) return "the peak is below what is possible";
    for (std::size_t i = 0; i < lives.size(); ++i) {
        if (out.offsets[i] % kAlignment != 0) return "an offset is not aligned";
        const auto isUsed = [](const Lifetime& life) { return life.bytes > 0 && life.first < life.last; };
        const bool used = isUsed(lives[i]);
        if (used && out.offsets[i] + lives[i].bytes > out.peakBytes) return "a buffer reaches beyond the peak";
        for (std::size_t k = 0; used && k < i; ++k) {
            const bool together = isUsed(lives[k]) && lives[i].first < lives[k].last && lives[k].first < lives[i].last;
            const bool apart = out.offsets[i] + lives[i].bytes <= out.offsets[k] || out.offsets[k] + lives[k].bytes <= out.offsets[i];
            if (together && !apart) return "two live buffers overlap";
        }
    }
    return {};
}

/// Lifetimes as a network has them: most tensors are read soon, some are skip connections.
std::vector<Lifetime> networkLike(std::mt19937& random, std::uint32_t steps) {
    std::vector<Lifetime> lives;
    for (std::uint32_t i = 0; i < steps; ++i) {
        const std::uint32_t reach = random() % 5 == 0 ? 2 + random() % 12 : 1 + random() % 2;
        lives.push_back({(1 + random() % 64) * std::uint64_t{4096} / (1 + i % 7), i, std::min(i + 1 + reach, steps + 1)});
        if (random() % 3 == 0) lives.push_back({random() % 100'000, i, i + 1});
    }
    return lives;
}

}  // namespace

class ArenaTest : public QObject {
Q_OBJECT
private slots:
    void emptyNeedsNothing() {
        const auto out = assignArena({}, kAlignment, 0);
        QVERIFY(out.has_value());
        QCOMPARE(out->peakBytes, std::uint64_t{0});
    }

    void chainReusesTwoBuffers() {
        std::vector<Lifetime> lives;
        for (std::uint32_t i = 0; i < 50; ++i) lives.push_back({1000, i, i + 2});
        const auto out = assignArena(lives, kAlignment, kContextLimitBytes);
        QVERIFY(out.has_value());
        QCOMPARE(out->peakBytes, 2 * aligned(1000));
        QCOMPARE(defectOf(lives, *out), std::string());
    }

    void zeroBytesAndEmptyLivesTakeNoRoom() {
        const std::vector<Lifetime> lives{{0, 0, 5}, {64, 3, 3}, {64, 1, 2}};
        const auto out = assignArena(lives, kAlignment, 64);
        QVERIFY(out.has_value());
        QCOMPARE(out->peakBytes, std::uint64_t{64});
    }

    void exceedingTheLimitIsAnErrorThatNamesBoth() {
        const std::vector<Lifetime> lives{{1000, 0, 1}};
        const auto out = assignArena(lives, kAlignment, 500);
        QVERIFY(!out);
        QVERIFY(out.error().code == Code::Memory);
        QCOMPARE(out.error().message, std::string("one execution needs 1024 bytes of memory, the limit is 500"));
    }

    void hugeSizesDoNotWrap() {
        const std::vector<Lifetime> lives{{UINT64_MAX - 10, 0, 1}, {1000, 0, 1}};
        QVERIFY(!assignArena(lives, kAlignment, kContextLimitBytes));
    }

    void randomLifetimesNeverOverlap() {
        std::mt19937 random(7);
        for (int round = 0; round < 200; ++round) {
            std::vector<Lifetime> lives;
            const std::size_t count = random() % 60;
            for (std::size_t i = 0; i < count; ++i) {
                const std::uint32_t first = random() % 40;
                lives.push_back({random() % 5000, first, first + static_cast<std::uint32_t>(random() % 12)});
            }
            const auto out = assignArena(lives, kAlignment, kContextLimitBytes);
            QVERIFY(out.has_value());
            QCOMPARE(defectOf(lives, *out), std::string());
        }
    }

    void networkLikeLifetimesStayNearTheBound() {
        std::mt19937 random(11);
        for (int round = 0; round < 40; ++round) {
            const std::vector<Lifetime> lives = networkLike(random, 20 + random() % 180);
            const auto out = assignArena(lives, kAlignment, kContextLimitBytes);
            QVERIFY(out.has_value());
            QCOMPARE(defectOf(lives, *out), std::string());
            QVERIFY2(static_cast<double>(out->peakBytes) <= 1.15 * static_cast<double>(out->lowerBoundBytes),
                     std::to_string(static_cast<double>(out->peakBytes) / static_cast<double>(out->lowerBoundBytes)).c_str());
        }
    }

    void isDeterministic() {
        std::mt19937 random(3);
        const std::vector<Lifetime> lives = networkLike(random, 300);
        QCOMPARE(assignArena(lives, kAlignment, kContextLimitBytes)->offsets, assignArena(lives, kAlignment, kContextLimitBytes)->offsets);
    }

    void largeNetworksTakeLittleTime() {
        std::mt19937 random(5);
        const std::vector<Lifetime> lives = networkLike(random, 6000);
        QElapsedTimer timer;
        timer.start();
        QVERIFY(assignArena(lives, kAlignment, UINT64_MAX).has_value());
        QVERIFY2(timer.elapsed() < 20'000, std::to_string(timer.elapsed()).c_str());
    }
};

}  // namespace planscope

QTEST_GUILESS_MAIN(planscope::ArenaTest)
#include "arena_test.moc"
