// SPDX-License-Identifier: Apache-2.0
#include "kernels/cpu/attention_isa.h"
#include "kernels/cpu/transpose_isa.h"
#include "kernels/cpu/vec_math.h"

namespace planscope::kernels::cpu::PS_ISA {
namespace {

/// 24 sums where there are 32 registers, 12 where there are 16.
constexpr int kRows = 6;
constexpr int kVectors = kLanes >= 16 ? 4 : 2;
constexpr int kColumns = kVectors * kLanes;

template <int rows, int vectors>
void tile(const float* in, std::int64_t inStride, const float* panel, std::int64_t depth, float* out, std::int64_t outStride) {
    Floats sums[rows][vectors] = {};
    for (std::int64_t k = 0; k < depth; ++k) {
        Floats right[vectors];
        for (int v = 0; v < vectors; ++v) right[v] = load(panel + k * kColumns + v * kLanes);
        for (int r = 0; r < rows; ++r) {
            const float left = in[r * inStride + k];
            for (int v = 0; v < vectors; ++v) sums[r][v] += right[v] * left;
        }
    }
    for (int r = 0; r < rows; ++r)
        for (int v = 0; v < vectors; ++v) store(out + r * outStride + v * kLanes, sums[r][v]);
}

using Tile = void (*)(const float*, std::int64_t, const float*, std::int64_t, float*, std::int64_t);

template <int vectors>
constexpr Tile tileOf(std::int64_t rows) {
    constexpr Tile byRows[] = {tile<1, vectors>, tile<2, vectors>, tile<3, vectors>, tile<4, vectors>, tile<5, vectors>, tile<6, vectors>};
    return byRows[rows - 1];
}

/// The last panel of a matrix may need fewer vectors.
Tile tileOf(std::int64_t rows, std::int64_t columns) {
    if (kVectors > 2 && columns > 3 * kLanes) return tileOf<kVectors>(rows);
    if (kVectors > 2 && columns > 2 * kLanes) return tileOf<kVectors - 1>(rows);
    return columns > kLanes ? tileOf<2>(rows) : tileOf<1>(rows);
}

void multiply(const float* in, std::int64_t inStride, std::int64_t rows, const float* packed, std::int64_t depth,
              std::int64_t columns, float* out, std::int64_t outStride) {
    for (std::int64_t column = 0; column < columns; column += kColumns)
        for (std::int64_t row = 0; row < rows; row += kRows) {
            const Tile run = tileOf(rows - row < kRows ? rows - row : kRows, columns - column);
            run(in + row * inStride, inStride, packed + column * depth, depth, out + row * outStride + column, outStride);
        }
}

/// One panel of `count` columns, whichever of the strides is 1.
void packPanel(const float* from, std::int64_t rowStride, std::int64_t columnStride, std::int64_t depth, std::int64_t count,
               float factor, float* panel) {
    if (count < kColumns)
        for (std::int64_t i = 0; i < depth * kColumns; ++i) panel[i] = 0;
    if (rowStride == 1) {
        transposeIsa.matrix(from, columnStride, panel, kColumns, count, depth);
        for (std::int64_t i = 0; factor != 1 && i < depth * kColumns; ++i) panel[i] *= factor;
        return;
    }
    for (std::int64_t k = 0; k < depth; ++k)
        for (std::int64_t c = 0; c < count; ++c) panel[k * kColumns + c] = from[k * rowStride + c * columnStride] * factor;
}

void pack(const float* from, std::int64_t rowStride, std::int64_t columnStride, std::int64_t depth, std::int64_t columns, float factor,
          float* to) {
    for (std::int64_t first = 0; first < columns; first += kColumns)
        packPanel(from + first * columnStride, rowStride, columnStride, depth, columns - first < kColumns ? columns - first : kColumns,
                  factor, to + first * depth);
}

void addRow(float* inOut, const float* from, std::int64_t stride, std::int64_t length) {
    if (stride == 1)
        for (std::int64_t i = 0; i < length; ++i) inOut[i] += from[i];
    else
        for (std::int64_t i = 0; i < length; ++i) inOut[i] += from[i * stride];
}

/// 0, 1, ..., kLanes - 1 twice: kLanes of them from any place are a rotation.
struct LaneNumbers {
    std::int32_t of[2 * kLanes];
};
constexpr LaneNumbers kLaneNumbers = [] {
    LaneNumbers out{};
    for (int i = 0; i < 2 * kLanes; ++i) out.of[i] = i % kLanes;
    return out;
}();

Ints lanesFrom(int first) {
    Ints out;
    __builtin_memcpy(&out, kLaneNumbers.of + first, sizeof out);
    return out;
}

/// Halves folded on each other until every lane has all of them.
template <class Combine>
Floats folded(Floats x, Combine combine) {
    for (int width = kLanes / 2; width > 0; width /= 2) x = combine(x, __builtin_shuffle(x, lanesFrom(width)));
    return x;
}

/// The last vector of a row, with what no softmax sees behind its end.
Floats loadEnd(const float* from, std::int64_t count) {
    return select(lanesFrom(0) < static_cast<std::int32_t>(count), load(from), splat(-__builtin_inff()));
}

/// e^x for x <= 0, zero below the normal numbers, which processors make slowly; NaN stays.
Floats expOfNegative(Floats x) {
    const ExpParts p = expParts(fastMax(splat(-87.0F), x));
    const Floats value = timesPowerOfTwo((p.r * p.r) * expTail(p.r) + p.r + 1.0F, p.n);
    return select(x < -87.0F, Floats{}, value);
}

/// Several rows at a time hide what one step waits for the last. A score that is NaN need not win: e to it is NaN.
template <int rows>
void exponentialsOf(float* inOut, std::int64_t stride, std::int64_t length, float* sums) {
    const std::int64_t end = (length - 1) / kLanes * kLanes;
    Floats largest[rows], sum[rows];
    for (int r = 0; r < rows; ++r) largest[r] = sum[r] = loadEnd(inOut + r * stride + end, length - end);
    for (std::int64_t i = 0; i < end; i += kLanes)
        for (int r = 0; r < rows; ++r) largest[r] = fastMax(load(inOut + r * stride + i), largest[r]);
#pragma GCC unroll 4
    for (int r = 0; r < rows; ++r) largest[r] = folded(largest[r], fastMax);
#pragma GCC unroll 4
    for (int r = 0; r < rows; ++r) {
        sum[r] = expOfNegative(sum[r] - largest[r]);
        store(inOut + r * stride + end, sum[r]);
    }
    for (std::int64_t i = 0; i < end; i += kLanes) {
#pragma GCC unroll 4
        for (int r = 0; r < rows; ++r) {
            const Floats value = expOfNegative(load(inOut + r * stride + i) - largest[r]);
            store(inOut + r * stride + i, value);
            sum[r] += value;
        }
    }
#pragma GCC unroll 4
    for (int r = 0; r < rows; ++r) sums[r] = folded(sum[r], [](Floats a, Floats b) { return a + b; })[0];
}

void exponentials(float* inOut, std::int64_t stride, std::int64_t rows, std::int64_t length, float* sums) {
    constexpr int together = kLanes >= 16 ? 4 : 2;
    std::int64_t row = 0;
    for (; row + together <= rows; row += together) exponentialsOf<together>(inOut + row * stride, stride, length, sums + row);
    for (; row < rows; ++row) exponentialsOf<1>(inOut + row * stride, stride, length, sums + row);
}

void scaleRow(const float* in, float* out, std::int64_t length, float factor) {
    for (std::int64_t i = 0; i < length; ++i) out[i] = in[i] * factor;
}

}  // namespace

extern constinit const AttentionIsa attentionIsa = {.panelColumns = kColumns,
                                                    .pack = &pack,
                                                    .multiply = &multiply,
                                                    .addRow = &addRow,
                                                    .exponentials = &exponentials,
                                                    .scaleRow = &scaleRow};

}  // namespace planscope::kernels::cpu::PS_ISA
