// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <algorithm>
#include <cstdint>

namespace planscope::kernels::cpu {

/// to[rowOf(c) * width + r] = from[r * stride + c] for r < rows and c < columns: rows become columns of a packed panel, in tiles
/// of which both sides stay in the first cache level.
template <class RowOf>
void interleave(const float* from, std::int64_t rows, std::int64_t stride, std::int64_t columns, float* to, std::int64_t width, RowOf rowOf) {
    constexpr std::int64_t kTile = 16;
    for (std::int64_t firstRow = 0; firstRow < rows; firstRow += kTile) {
        const std::int64_t lastRow = std::min(firstRow + kTile, rows);
        for (std::int64_t firstColumn = 0; firstColumn < columns; firstColumn += kTile) {
            const std::int64_t lastColumn = std::min(firstColumn + kTile, columns);
            for (std::int64_t c = firstColumn; c < lastColumn; ++c) {
                float* const row = to + rowOf(c) * width;
                for (std::int64_t r = firstRow; r < lastRow; ++r) row[r] = from[r * stride + c];
            }
        }
    }
}

}  // namespace planscope::kernels::cpu
