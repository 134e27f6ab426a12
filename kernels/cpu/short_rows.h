// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "kernels/cpu/isa.h"
#include "kernels/cpu/transpose_isa.h"

#include <algorithm>

namespace planscope::kernels::cpu {

/// Many rows of few elements each, as columns: what a vector holds of one short row is little, of a column it is a whole vector.
struct ShortRows {
    static constexpr std::int64_t kLongest = 64;
    static constexpr std::int64_t kRows = 64;  ///< at once, fewer at the end

    static bool pay(std::int64_t rows, std::int64_t length) { return length <= kLongest && rows >= kRows; }

    /// @param rows  neighbouring rows of `length` four-byte elements, at most kRows
    /// @return [length][kRows], valid until the next call
    const float* asColumns(const void* data, std::int64_t rows, std::int64_t length, Isa isa) {
        const TransposeIsa& table = forIsa(isa, generic::transposeIsa, avx2::transposeIsa, avx512::transposeIsa);
        table.matrix(static_cast<const float*>(data), length, m_columns, kRows, rows, length);
        return m_columns;
    }

private:
    alignas(64) float m_columns[kLongest * kRows];
};

}  // namespace planscope::kernels::cpu
