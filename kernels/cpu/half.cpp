// SPDX-License-Identifier: Apache-2.0
#include "kernels/cpu/half.h"

#include "kernels/cpu/half_isa.h"
#include "kernels/cpu/parallel.h"

namespace planscope::kernels::cpu {
namespace {

const HalfIsa& isaTable(Isa isa) { return forIsa(isa, generic::halfIsa, avx2::halfIsa, avx512::halfIsa); }

template <class From, class To>
void convert(void (*part)(const From*, To*, std::int64_t), const From* from, To* to, std::int64_t count, int threads) {
    constexpr std::int64_t kElementBytes = sizeof(From) + sizeof(To);
    parallelFor(threadsFor(threads, count * kElementBytes), count,
                [&](std::int64_t first, std::int64_t last) { part(from + first, to + first, last - first); });
}

}  // namespace

void widenHalf(const std::uint16_t* from, float* to, std::int64_t count, const Execution& execution) noexcept {
    convert(isaTable(execution.isa).widen, from, to, count, execution.threads);
}

void roundToHalf(const float* from, std::uint16_t* to, std::int64_t count, const Execution& execution) noexcept {
    convert(isaTable(execution.isa).round, from, to, count, execution.threads);
}

void roundToTf32(const float* from, float* to, std::int64_t count, const Execution& execution) noexcept {
    convert(isaTable(execution.isa).roundToTf32, from, to, count, execution.threads);
}

}  // namespace planscope::kernels::cpu
