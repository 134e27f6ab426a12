// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/network/layer_def.h"

namespace planscope::layers::fourier {

inline constexpr LayerKind kind{"fourier"};

/// Input: Float [..., n, ..., c] with c = 1 (real) or 2 (real and imaginary part). Output: the same with 2 parts.
struct Attrs {
    int axis = 0;        ///< that is transformed; not the last one
    int length = 0;      ///< to which the axis is cut or filled with zeros; 0: its extent
    bool inverse = false;
    bool oneSided = false;  ///< only the first length / 2 + 1 frequencies, which say all of a real signal
};

extern const LayerDef def;

}  // namespace planscope::layers::fourier
