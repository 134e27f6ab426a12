// SPDX-License-Identifier: Apache-2.0
#include "kernels/cpu/int8_steps.h"

#include <algorithm>
#include <cmath>

namespace planscope::kernels::cpu {
namespace {

constexpr int kMostFraction = 16, kLeastFraction = 8;
constexpr double kByteReach = 257;  ///< a byte's steps and one more on either side
/// Programs and quick forms together round each term, their sum and the quotient no more than four times.
constexpr double kRoundings = 4, kUnit = 0x1p-24;

/// The byte to which a bound leads.
int boundedByte(const RequantizeRows& quantizer, float bound) {
    return static_cast<int>(std::clamp(std::nearbyint(bound / quantizer.step), quantizer.least, quantizer.most)) + quantizer.zeroPoint;
}

}  // namespace

QuickSteps quickStepsOf(const RequantizeRows& quantizer, double magnitude, double reach, bool isExact) {
    QuickSteps quick;
    if (std::isnan(quantizer.low) || std::isnan(quantizer.high) || !(reach < 0x1p29) || !(magnitude < 0x1p29)) return quick;
    quick.zeroPoint = quantizer.zeroPoint;
    quick.lowest = boundedByte(quantizer, quantizer.low);
    quick.highest = boundedByte(quantizer, quantizer.high);
    if (isExact) {
        quick.form = QuickSteps::Form::Exact;
        return quick;
    }
    const double most = reach + std::abs(quantizer.zeroPoint) + 1;
    quick.fraction = std::min(kMostFraction, 30 - static_cast<int>(std::ceil(std::log2(most))));
    if (quick.fraction < kLeastFraction) return quick;
    const double one = std::ldexp(1.0, quick.fraction);
    const double error = kRoundings * kUnit * (magnitude + std::abs(quantizer.zeroPoint) + kByteReach) * one + 1;
    const double margin = std::exp2(std::ceil(std::log2(error)));
    if (margin * kLeastFraction > one) return quick;
    quick.unsure = (static_cast<std::int32_t>(one) - 1) & ~(2 * static_cast<std::int32_t>(margin) - 1);
    quick.form = QuickSteps::Form::Fixed;
    return quick;
}

float quickFactor(const QuickSteps& quick, double steps) { return static_cast<float>(std::ldexp(steps, quick.fraction)); }

float quickAddend(const QuickSteps& quick, double steps) {
    if (quick.form != QuickSteps::Form::Fixed) return static_cast<float>(steps);
    const std::int32_t one = 1 << quick.fraction, margin = (one - quick.unsure) / 2;
    return static_cast<float>(std::ldexp(steps + quick.zeroPoint + 0.5, quick.fraction) + margin);
}

}  // namespace planscope::kernels::cpu
