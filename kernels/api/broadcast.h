// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "kernels/api/tensor_view.h"

namespace planscope {

/// Whether `from` broadcasts to `to` by the ONNX rule, aligned at the right.
constexpr bool broadcastsTo(const Dims& from, const Dims& to) {
    const int lead = to.rank - from.rank;
    if (lead < 0) return false;
    for (int i = 0; i < from.rank; ++i)
        if (from[i] != 1 && from[i] != to[i + lead]) return false;
    return true;
}

/// Element strides with which Linear memory of `from` is read at an index of `to`: 0 on repeated axes.
/// @pre broadcastsTo(from, to)
constexpr Dims broadcastStrides(const Dims& from, const Dims& to) {
    const Dims own = linearStrides(from);
    Dims out = Dims::filled(to.rank, 0);
    const int lead = to.rank - from.rank;
    for (int i = 0; i < from.rank; ++i)
        if (from[i] != 1) out[i + lead] = own[i];
    return out;
}

}  // namespace planscope
