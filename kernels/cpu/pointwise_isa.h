// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "kernels/api/pointwise.h"

#include <cstdint>

namespace planscope::kernels::cpu {

/// An operand of a tile: whole vectors, `step` floats apart: the number of lanes, or 0 for one repeated vector.
struct TileOperand {
    const float* data = nullptr;
    std::int64_t step = 0;
};

/// Computes `vectors` whole vectors. Bool values are lanes of all zeros or all ones.
using TileFunction = void (*)(float* out,
                              const TileOperand* operands,
                              std::int64_t vectors,
                              float alpha,
                              float beta);

enum StoredTile { kInt8Tile, kUInt8Tile, kInt32Tile, kHalfTile, kStoredTiles };

/// What one instruction set offers to pointwise programs.
struct PointwiseIsa {
    int lanes = 0;
    TileFunction functions[kPointwiseOpCount] = {};  ///< null: not offered
    TileFunction copy = nullptr;
    TileFunction boolEqual = nullptr;    ///< Equal of two Bool values
    TileFunction boolToFloat = nullptr;  ///< Cast
    TileFunction floatToBool = nullptr;  ///< Cast
    TileFunction toInteger = nullptr;    ///< Cast: truncates into [alpha, beta], NaN becomes 0
    TileFunction divideRound = nullptr;  ///< nearest integer to x / alpha, whose inverse is beta; as Div and Round, bit by bit
    TileFunction gated = nullptr;        ///< x sigmoid(x)
    TileFunction toHalf = nullptr;       ///< Cast: rounds, stays a float
    /// What is stored otherwise as floats, `count` elements, and back; indexed by StoredTile, null: not offered.
    void (*widen[kStoredTiles])(float* out, const void* in, std::int64_t count) = {};
    void (*narrow[kStoredTiles])(void* out, const float* in, std::int64_t count) = {};
};

namespace generic {
extern const PointwiseIsa pointwiseIsa;
}
namespace avx2 {
extern const PointwiseIsa pointwiseIsa;
}
namespace avx512 {
extern const PointwiseIsa pointwiseIsa;
}

}  // namespace planscope::kernels::cpu
