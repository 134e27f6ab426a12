// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "kernels/api/tensor_view.h"

namespace planscope::kernels::cpu {

/// Whether the view's format has lanes beyond its channels.
constexpr bool hasPaddingLanes(const TensorView& view) {
    return !view.format.isLinear() && view.dims.rank >= 3 && view.dims[1] % view.format.lanes != 0;
}

/// Writes zero to the padding lanes among the elements [first, first + count) of the view's memory. Any type.
void clearPaddingLanes(const TensorView& view, std::int64_t first, std::int64_t count) noexcept;

}  // namespace planscope::kernels::cpu
