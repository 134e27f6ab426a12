// SPDX-License-Identifier: Apache-2.0
#include "engine/precision/half_weights.h"

#include "kernels/api/half.h"

#include <algorithm>
#include <cmath>

namespace planscope::precision {

HalfWeights& HalfWeights::operator+=(const HalfWeights& other) {
    total += other.total;
    infinite += other.infinite;
    subnormal += other.subnormal;
    zero += other.zero;
    return *this;
}

RoundedConstant roundedToHalf(const Constant& value) {
    constexpr int kMagnitude = 0x7fff, kInfinity = 0x7c00, kLeastNormal = 0x400;
    HalfWeights counts{.total = value.dims().volume()};
    std::vector<std::uint16_t> halves;
    halves.reserve(value.floats().size());
    for (const float weight : value.floats()) {
        const std::uint16_t half = halves.emplace_back(halfFromFloat(weight));
        const int magnitude = half & kMagnitude;
        if (magnitude >= kLeastNormal && magnitude < kInfinity) continue;
        counts.infinite += magnitude == kInfinity && std::isfinite(weight);
        counts.zero += magnitude == 0 && weight != 0;
        counts.subnormal += magnitude > 0 && magnitude < kLeastNormal;
    }
    return {Constant::of(DataType::Half, value.dims(), std::span<const std::uint16_t>(halves)), counts};
}

ConstantPtr widened(const Constant& value) {
    std::vector<float> floats(value.as<std::uint16_t>().size());
    std::ranges::transform(value.as<std::uint16_t>(), floats.begin(), floatFromHalf);
    return Constant::ofFloats(value.dims(), floats);
}

ConstantPtr inRealType(ConstantPtr value, DataType type) {
    if (value->type() == DataType::Float && type == DataType::Half) return roundedToHalf(*value).value;
    if (value->type() == DataType::Half && type == DataType::Float) return widened(*value);
    return value;
}

}  // namespace planscope::precision
