// SPDX-License-Identifier: Apache-2.0
#include "kernels/cpu/transpose_isa.h"
#include "kernels/cpu/vec.h"

namespace planscope::kernels::cpu::PS_ISA {
namespace {

constexpr int kBlock = 8;
/// Integers, so that moving a signalling NaN does not change it.
using Row = std::int32_t __attribute__((vector_size(kBlock * 4)));

Row loadRow(const float* from) {
    Row out;
    __builtin_memcpy(&out, from, sizeof out);
    return out;
}

/// Pairs, then quadruples, then halves are exchanged.
void block(const float* in, std::int64_t inStride, float* out, std::int64_t outStride) {
    Row rows[kBlock];
    Row pairs[kBlock];
    for (int i = 0; i < kBlock; ++i) rows[i] = loadRow(in + i * inStride);
    for (int i = 0; i < kBlock; i += 2) {
        pairs[i] = __builtin_shufflevector(rows[i], rows[i + 1], 0, 8, 1, 9, 4, 12, 5, 13);
        pairs[i + 1] = __builtin_shufflevector(rows[i], rows[i + 1], 2, 10, 3, 11, 6, 14, 7, 15);
    }
    for (int half = 0; half < kBlock; half += 4)
        for (int i = 0; i < 2; ++i) {
            const Row a = pairs[half + i];
            const Row b = pairs[half + i + 2];
            rows[half + 2 * i] = __builtin_shufflevector(a, b, 0, 1, 8, 9, 4, 5, 12, 13);
            rows[half + 2 * i + 1] = __builtin_shufflevector(a, b, 2, 3, 10, 11, 6, 7, 14, 15);
        }
    for (int i = 0; i < 4; ++i) {
        const Row low = __builtin_shufflevector(rows[i], rows[i + 4], 0, 1, 2, 3, 8, 9, 10, 11);
        const Row high = __builtin_shufflevector(rows[i], rows[i + 4], 4, 5, 6, 7, 12, 13, 14, 15);
        __builtin_memcpy(out + i * outStride, &low, sizeof low);
        __builtin_memcpy(out + (i + 4) * outStride, &high, sizeof high);
    }
}

void rest(const float* in, std::int64_t inStride, float* out, std::int64_t outStride, std::int64_t rows, std::int64_t columns) {
    for (std::int64_t c = 0; c < columns; ++c)
        for (std::int64_t r = 0; r < rows; ++r) __builtin_memcpy(out + c * outStride + r, in + r * inStride + c, 4);
}

void matrix(const float* in, std::int64_t inStride, float* out, std::int64_t outStride, std::int64_t rows, std::int64_t columns) {
    constexpr std::int64_t strip = 16;  // columns at a time: one cache line of each input row
    const std::int64_t wholeRows = rows / kBlock * kBlock;
    for (std::int64_t c0 = 0; c0 < columns; c0 += strip) {
        const std::int64_t end = c0 + strip < columns ? c0 + strip : columns;
        const std::int64_t wholeEnd = c0 + (end - c0) / kBlock * kBlock;
        for (std::int64_t r = 0; r < wholeRows; r += kBlock)
            for (std::int64_t c = c0; c < wholeEnd; c += kBlock)
                block(in + r * inStride + c, inStride, out + c * outStride + r, outStride);
        rest(in + wholeEnd, inStride, out + wholeEnd * outStride, outStride, wholeRows, end - wholeEnd);
        rest(in + wholeRows * inStride + c0, inStride, out + c0 * outStride + wholeRows, outStride, rows - wholeRows, end - c0);
    }
}

}  // namespace

extern constinit const TransposeIsa transposeIsa = {.matrix = &matrix};

}  // namespace planscope::kernels::cpu::PS_ISA
