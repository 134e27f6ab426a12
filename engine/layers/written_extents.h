// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "kernels/api/tensor_view.h"

#include <initializer_list>

namespace planscope::layers {

/// Fills the last output of a kind with LayerDef::bound: the extents of its other outputs, one after the other.
inline void writeExtents(const TensorView& list, std::initializer_list<Dims> outputs) {
    auto* to = list.as<std::int32_t>();
    for (const Dims& dims : outputs)
        for (const std::int64_t extent : dims) *to++ = static_cast<std::int32_t>(extent);
}

}  // namespace planscope::layers
