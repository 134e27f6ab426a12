// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/network/layer_def.h"

namespace planscope::layers::reverse_sequence {

inline constexpr LayerKind kind{"reverse_sequence"};

/// Inputs: x of any type, lengths Int32, one per entry of the batch axis.
struct Attrs {
    int batchAxis = 1;     ///< in [0, rank)
    int sequenceAxis = 0;  ///< in [0, rank), not the batch axis
};

extern const LayerDef def;

}  // namespace planscope::layers::reverse_sequence
