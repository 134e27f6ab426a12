// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>

namespace planscope {

/// How an operand of a matrix product is read.
enum class MatrixOperation : std::uint8_t {
    None,       ///< [..., rows, columns]
    Transpose,  ///< [..., columns, rows]
    Vector,     ///< [..., length]: a row on the left, a column on the right; gives no axis to the output
};

}  // namespace planscope
