// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>

namespace planscope {

/// What the four numbers of a bounding box are, in TensorRT 8.6's order.
enum class BoxFormat : std::uint8_t {
    CornerPairs,  ///< two opposite corners: x1, y1, x2, y2, in any order
    CenterSizes,  ///< centre and extents: x, y, width, height
};

}  // namespace planscope
