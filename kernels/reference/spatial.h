// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "kernels/api/dims.h"

namespace planscope::kernels::reference {

/// Depth, height and width; missing leading ones hold a neutral value, so that one loop nest serves one to three axes.
struct Spatial {
    std::int64_t d = 1, h = 1, w = 1;

    constexpr std::int64_t volume() const { return d * h * w; }
    /// The entries of `list` from `first` on, aligned at the width; the rest become `neutral`.
    static constexpr Spatial of(const Dims& list, int first, std::int64_t neutral) {
        const int count = list.rank - first;
        return {count > 2 ? list[list.rank - 3] : neutral, count > 1 ? list[list.rank - 2] : neutral,
                count > 0 ? list[list.rank - 1] : neutral};
    }
};

constexpr bool hasSpatialAxes(const Dims& dims) { return dims.rank >= 3 && dims.rank <= 5; }

}  // namespace planscope::kernels::reference
