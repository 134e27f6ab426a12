// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>

namespace planscope {

/// What a read outside the data yields.
enum class SampleMode : std::uint8_t {
    StrictBounds,  ///< never happens; kernels answer BadIndex
    Wrap,          ///< index modulo length
    Clamp,         ///< the nearest element
    Fill,          ///< a given value
    Reflect,       ///< mirrored without repeating the border element
};

}  // namespace planscope
