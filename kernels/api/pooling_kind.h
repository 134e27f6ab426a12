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

}  // namespace planscope
