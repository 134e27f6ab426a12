// SPDX-License-Identifier: Apache-2.0
#include "kernels/cpu/attention_isa.h"
#include "kernels/cpu/vec.h"

namespace planscope::kernels::cpu::PS_ISA {
namespace {

constexpr int kVectors = 2;
constexpr int kColumns = kVectors * kLanes;
/// So many sums as registers allow.
constexpr int kRows = kLanes >= 16 ? 12 : 6;

template <int rows>
void tile(const float* in, std::int64_t inStride, const float* panel, std::int64_t depth, float* out, std::int64_t outStride) {
    Floats sums[rows][kVectors] = {};
    for (std::int64_t k = 0; k < depth; ++k) {
        const Floats first = load(panel + k * kColumns), second = load(panel + k * kColumns + kLanes);
        for (int r = 0; r < rows; ++r) {
            const float factor = in[r * inStride + k];
            sums[r][0] += first * factor;
            sums[r][1] += second * factor;
        }
    }
    for (int r = 0; r < rows; ++r)
        for (int v = 0; v < kVectors; ++v) store(out + r * outStride + v * kLanes, sums[r][v]);
}

using Tile = void (*)(const float*, std::int64_t, const float*, std::int64_t, float*, std::int64_t);
/// By the number of rows.
constexpr Tile kTiles[] = {nullptr, tile<1>, tile<2>, tile<3>, tile<4>,  tile<5>,  tile<6>,
                           tile<7>, tile<8>, tile<9>, tile<10>, tile<11>, tile<12>};

void multiply(const float* in, std::int64_t inStride, std::int64_t rows, const float* packed, std::int64_t depth,
              std::int64_t columns, float* out, std::int64_t outStride) {
    for (std::int64_t column = 0; column < columns; column += kColumns)
        for (std::int64_t row = 0; row < rows; row += kRows) {
            const std::int64_t count = rows - row < kRows ? rows - row : kRows;
            kTiles[count](in + row * inStride, inStride, packed + column * depth, depth, out + row * outStride + column, outStride);
        }
}

void pack(const float* from, std::int64_t rowStride, std::int64_t columnStride, std::int64_t depth, std::int64_t columns, float factor,
          float* to) {
    for (std::int64_t first = 0; first < columns; first += kColumns) {
        const std::int64_t count = columns - first < kColumns ? columns - first : kColumns;
        float* const panel = to + first * depth;
        for (std::int64_t k = 0; k < depth; ++k) {
            const float* const source = from + k * rowStride + first * columnStride;
            for (std::int64_t c = 0; c < count; ++c) panel[k * kColumns + c] = source[c * columnStride] * factor;
            for (std::int64_t c = count; c < kColumns; ++c) panel[k * kColumns + c] = 0;
        }
    }
}

void addRow(float* inOut, const float* from, std::int64_t stride, std::int64_t length) {
    if (stride == 1)
        for (std::int64_t i = 0; i < length; ++i) inOut[i] += from[i];
    else
        for (std::int64_t i = 0; i < length; ++i) inOut[i] += from[i * stride];
}

}  // namespace

extern constinit const AttentionIsa attentionIsa = {
    .panelColumns = kColumns, .pack = &pack, .multiply = &multiply, .addRow = &addRow};

}  // namespace planscope::kernels::cpu::PS_ISA
