// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>

namespace planscope {

/// What a pooling window yields.
enum class PoolingKind : std::uint8_t {
    Max,
    Average,
    MaxAverageBlend,  ///< (1 - blend) max + blend average
};

/// How the elements that won maxima are numbered: within the whole input, each plane in row-major or column-major order.
enum class PoolingIndices : std::uint8_t { None, RowMajor, ColumnMajor };

}  // namespace planscope
