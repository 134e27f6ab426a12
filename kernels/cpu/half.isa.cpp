// SPDX-License-Identifier: Apache-2.0
#include "kernels/cpu/half_isa.h"
#include "kernels/cpu/vec_half.h"

namespace planscope::kernels::cpu::PS_ISA {
namespace {

Floats tf32Of(Floats value) {
    const Ints rounded = (bits(value) + 0x1000) & ~0x1fff;
    return select((bits(value) & 0x7f800000) == 0x7f800000, value, fromBits(rounded));
}

void roundToTf32(const float* from, float* to, std::int64_t count) {
    std::int64_t i = 0;
    for (; i + kLanes <= count; i += kLanes) store(to + i, tf32Of(load(from + i)));
    if (i < count) storePart(to + i, tf32Of(loadPart(from + i, count - i)), count - i);
}

}  // namespace

extern constinit const HalfIsa halfIsa = {.widen = &widenHalves, .round = &narrowToHalves, .roundToTf32 = &roundToTf32};

}  // namespace planscope::kernels::cpu::PS_ISA
