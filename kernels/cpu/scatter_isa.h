// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "kernels/api/gather_mode.h"

#include <cstdint>

namespace planscope::kernels::cpu {

/// A row of updates of four bytes each: update i goes to out[index * stride + i * step], where index is indices[i], from the end
/// where negative.
struct ScatterRow {
    float* out = nullptr;
    const std::int32_t* indices = nullptr;
    const float* updates = nullptr;
    std::int64_t count = 0;
    std::int64_t stride = 0;
    std::int64_t extent = 0;  ///< indices are in [-extent, extent)
    std::int64_t step = 0;    ///< 1, or 0 where the row runs along the indexed axis
};

struct ScatterIsa {
    /// By ScatterReduction: neighbouring elements of `out` take up as many updates.
    void (*run[5])(float* out, const float* updates, std::int64_t count) = {};
    /// By ScatterReduction. @return false at an index outside
    bool (*row[5])(const ScatterRow& row) = {};
};

namespace generic {
extern const ScatterIsa scatterIsa;
}
namespace avx2 {
extern const ScatterIsa scatterIsa;
}
namespace avx512 {
extern const ScatterIsa scatterIsa;
}

}  // namespace planscope::kernels::cpu
