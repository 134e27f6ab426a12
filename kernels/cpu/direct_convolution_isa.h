// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>

namespace planscope::kernels::cpu {

/// One row of taps that lies inside the input.
struct DirectTapRow {
    std::int64_t in = 0;       ///< from DirectTile::in
    std::int64_t weights = 0;  ///< from DirectTile::weights
};

/// Neighbouring output pixels of neighbouring blocks of output channels, kept in registers over all taps and input channels.
/// Offsets and steps are in floats; a block has as many channels as a vector has lanes.
struct DirectTile {
    const float* in = nullptr;
    std::int64_t pixelStep = 0;    ///< between the inputs of neighbouring output pixels
    std::int64_t tapStep = 0;      ///< between neighbouring taps of a row
    std::int64_t blockStep = 0;    ///< between blocks of input channels
    std::int64_t channelStep = 1;  ///< between channels of a block
    const DirectTapRow* rows = nullptr;
    std::int64_t rowCount = 0;
    std::int64_t taps = 0;  ///< of each row
    std::int64_t channels = 0;
    const float* weights = nullptr;  ///< [taps][channels][blocks of the tile][lanes] behind each row's offset
    const float* bias = nullptr;     ///< [blocks of the tile][lanes]; null: the tile is added to what `out` holds
    float* out = nullptr;
    std::int64_t outPixelStep = 0;
    std::int64_t outBlockStep = 0;
    std::int64_t lastLanes = 0;  ///< channels of the last block that are stored
};

using DirectTileFunction = void (*)(const DirectTile& tile);

inline constexpr int kMaxDirectBlocks = 4;
inline constexpr int kMaxDirectPixels = 28;

/// What one instruction set offers: tiles of so many blocks and pixels as its registers hold.
struct DirectConvolutionIsa {
    int lanes = 0;
    int pixels[kMaxDirectBlocks + 1] = {};                              ///< most pixels of a tile, by its blocks
    using Tiles = DirectTileFunction[kMaxDirectBlocks + 1][kMaxDirectPixels + 1];  ///< by blocks and pixels
    Tiles dense = {};    ///< pixelStep is a vector and channelStep is 1
    Tiles stepped = {};  ///< any steps
};

namespace generic {
extern const DirectConvolutionIsa directConvolutionIsa;
}
namespace avx2 {
extern const DirectConvolutionIsa directConvolutionIsa;
}
namespace avx512 {
extern const DirectConvolutionIsa directConvolutionIsa;
}

}  // namespace planscope::kernels::cpu
