// SPDX-License-Identifier: Apache-2.0
#include "kernels/cpu/half.h"

#include "kernels/api/half.h"
#include "kernels/api/tf32.h"

#include <QtTest>

#include <bit>
#include <cmath>
#include <random>
#include <vector>

namespace planscope::kernels {
namespace {

using cpu::Isa;

std::vector<Isa> availableIsas() {
    std::vector<Isa> out;
    for (const Isa isa : {Isa::Generic, Isa::Avx2, Isa::Avx512})
        if (cpu::isAvailable(isa)) out.push_back(isa);
    return out;
}

/// Numbers of every exponent, those between two halves and their neighbours, and what is not finite.
std::vector<float> difficultFloats() {
    std::vector<float> out{0.0F, -0.0F, INFINITY, -INFINITY, 65504, 65519.996F, 65520, -65520, 0x1p-24F, 0x1p-25F, 0x1.000002p-25F, 0x1p-149F};
    for (std::uint32_t half = 0; half < 0x7c00; ++half) {
        const float at = floatFromHalf(static_cast<std::uint16_t>(half)), next = floatFromHalf(static_cast<std::uint16_t>(half + 1));
        const float middle = std::isfinite(next) ? (at + next) / 2 : 65520;
        for (const float x : {middle, std::nextafter(middle, 0.0F), std::nextafter(middle, INFINITY)}) out.push_back(half % 2 ? x : -x);
    }
    std::mt19937 generator(7);
    for (int i = 0; i < 100'000; ++i)
        if (const float x = std::bit_cast<float>(static_cast<std::uint32_t>(generator())); !std::isnan(x)) out.push_back(x);
    return out;
}

}  // namespace

class HalfTest : public QObject {
    Q_OBJECT
private slots:
    void widensEveryHalf();
    void roundsToNearestEven();
    void roundsToTf32();
    void keepsNan();
    void touchesNothingBeyondItsRange();
};

void HalfTest::widensEveryHalf() {
    std::vector<std::uint16_t> halves;
    for (std::uint32_t half = 0; half <= 0xffff; ++half)
        if ((half & 0x7fff) <= 0x7c00) halves.push_back(static_cast<std::uint16_t>(half));
    for (const Isa isa : availableIsas())
        for (const int threads : {1, 2}) {
            std::vector<float> floats(halves.size());
            cpu::widenHalf(halves.data(), floats.data(), static_cast<std::int64_t>(halves.size()), {threads, isa});
            for (std::size_t i = 0; i < halves.size(); ++i)
                QCOMPARE(std::bit_cast<std::uint32_t>(floats[i]), std::bit_cast<std::uint32_t>(floatFromHalf(halves[i])));
        }
}

void HalfTest::roundsToNearestEven() {
    const std::vector<float> floats = difficultFloats();
    for (const Isa isa : availableIsas()) {
        std::vector<std::uint16_t> halves(floats.size());
        cpu::roundToHalf(floats.data(), halves.data(), static_cast<std::int64_t>(floats.size()), {2, isa});
        for (std::size_t i = 0; i < floats.size(); ++i) QCOMPARE(halves[i], halfFromFloat(floats[i]));
    }
}

void HalfTest::roundsToTf32() {
    QVERIFY(tf32FromFloat(1.0F + 0x1p-11F) == 1.0F + 0x1p-10F);  // a tie goes away from zero
    QVERIFY(tf32FromFloat(-1.0F - 0x1p-11F) == -1.0F - 0x1p-10F);
    QVERIFY(tf32FromFloat(1.0F + 0x1.ffp-12F) == 1.0F);
    const std::vector<float> floats = difficultFloats();
    for (const Isa isa : availableIsas()) {
        std::vector<float> rounded(floats.size());
        cpu::roundToTf32(floats.data(), rounded.data(), static_cast<std::int64_t>(floats.size()), {2, isa});
        for (std::size_t i = 0; i < floats.size(); ++i)
            QCOMPARE(std::bit_cast<std::uint32_t>(rounded[i]), std::bit_cast<std::uint32_t>(tf32FromFloat(floats[i])));
    }
}

void HalfTest::keepsNan() {
    for (const Isa isa : availableIsas()) {
        const float nan[] = {NAN, -NAN, std::bit_cast<float>(0x7f800001U)};
        std::uint16_t halves[3] = {};
        float back[3] = {}, tf32[3] = {};
        cpu::roundToHalf(nan, halves, 3, {1, isa});
        cpu::widenHalf(halves, back, 3, {1, isa});
        cpu::roundToTf32(nan, tf32, 3, {1, isa});
        for (int i = 0; i < 3; ++i) QVERIFY(std::isnan(back[i]) && std::isnan(tf32[i]));
    }
}

void HalfTest::touchesNothingBeyondItsRange() {
    for (const Isa isa : availableIsas())
        for (std::int64_t count = 0; count < 40; ++count) {
            const auto size = static_cast<std::size_t>(count);
            const std::vector<float> floats(size, 2.0F);
            std::vector<std::uint16_t> halves(size + 1, 77);
            cpu::roundToHalf(floats.data(), halves.data(), count, {1, isa});
            QCOMPARE(halves[size], std::uint16_t{77});
            std::vector<float> back(size + 1, 77.0F);
            cpu::widenHalf(halves.data(), back.data(), count, {1, isa});
            QCOMPARE(back[size], 77.0F);
            QVERIFY(std::all_of(back.begin(), back.end() - 1, [](float x) { return x == 2.0F; }));
        }
}

}  // namespace planscope::kernels

QTEST_APPLESS_MAIN(planscope::kernels::HalfTest)
#include "half_test.moc"
