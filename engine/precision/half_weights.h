// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/network/constant.h"

namespace planscope::precision {

/// What rounding to FP16 does to finite weights. Counted by elements.
struct HalfWeights {
    std::int64_t total = 0;
    std::int64_t infinite = 0;   ///< beyond the largest half, 65504
    std::int64_t subnormal = 0;  ///< smaller than 2^-14 and kept with fewer bits
    std::int64_t zero = 0;       ///< not zero before

    HalfWeights& operator+=(const HalfWeights& other);
    bool areFine() const { return infinite == 0 && subnormal == 0 && zero == 0; }
};

struct RoundedConstant {
    ConstantPtr value;  ///< Half; infinities stay what they became
    HalfWeights counts;
};

/// @param value  Float
RoundedConstant roundedToHalf(const Constant& value);

/// The same numbers in Float. @param value  Half
ConstantPtr widened(const Constant& value);

/// A Float or Half value in the other of both types, rounded where that is Half; what has the type already and all other values
/// as they are.
ConstantPtr inRealType(ConstantPtr value, DataType type);

}  // namespace planscope::precision
