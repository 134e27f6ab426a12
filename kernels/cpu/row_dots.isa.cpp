// SPDX-License-Identifier: Apache-2.0
#include "kernels/cpu/row_dots_isa.h"
#include "kernels/cpu/vec.h"

namespace planscope::kernels::cpu::PS_ISA {
namespace {

/// Columns at once: enough streams of weights to keep memory busy, and few enough sums for the registers.
template <int rows>
inline constexpr int kColumns = rows == 1 ? 8 : rows == 2 ? 6 : kLanes == 16 ? 4 : 2;

template <int rows, int columns>
void tile(const float* in, const float* weights, std::int64_t depth, const float* bias, float* out, std::int64_t outStride) {
    Floats sums[rows][columns] = {};
    const auto add = [&](auto read, std::int64_t k) {
        Floats x[rows];
        for (int r = 0; r < rows; ++r) x[r] = read(in + r * depth + k);
        for (int n = 0; n < columns; ++n) {
            const Floats w = read(weights + n * depth + k);
            for (int r = 0; r < rows; ++r) sums[r][n] += x[r] * w;
        }
    };
    std::int64_t k = 0;
    for (; k + kLanes <= depth; k += kLanes) add([](const float* from) { return load(from); }, k);
    if (k < depth) add([left = depth - k](const float* from) { return loadPart(from, left); }, k);
    for (int r = 0; r < rows; ++r)
        for (int n = 0; n < columns; ++n) out[r * outStride + n] = sumOf(sums[r][n]) + (bias ? bias[n] : 0.0F);
}

template <int rows>
void dotsOf(const float* in, const float* weights, std::int64_t depth, const float* bias, float* out, std::int64_t outStride, std::int64_t columns) {
    constexpr int width = kColumns<rows>;
    std::int64_t n = 0;
    for (; n + width <= columns; n += width) tile<rows, width>(in, weights + n * depth, depth, bias ? bias + n : nullptr, out + n, outStride);
    for (; n < columns; ++n) tile<rows, 1>(in, weights + n * depth, depth, bias ? bias + n : nullptr, out + n, outStride);
}

void dots(const float* in, int rows, const float* weights, std::int64_t depth, const float* bias, float* out, std::int64_t outStride, std::int64_t columns) {
    constexpr decltype(&dotsOf<1>) table[kDotRows] = {&dotsOf<1>, &dotsOf<2>, &dotsOf<3>, &dotsOf<4>};
    table[rows - 1](in, weights, depth, bias, out, outStride, columns);
}

}  // namespace

extern constinit const RowDotsIsa rowDotsIsa = {.dots = &dots};

}  // namespace planscope::kernels::cpu::PS_ISA
