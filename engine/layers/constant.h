// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/network/layer_def.h"

#include <cstdint>
#include <vector>

namespace planscope::layers::constant {

inline constexpr LayerKind kind{"constant"};

/// No inputs. Small literals that a network text or an edit writes down; weights are tensors with a payload instead.
struct Attrs {
    DataType type = DataType::Float;
    Dims dims;
    std::vector<float> values;       ///< of Float and Half; as many as dims multiply to
    std::vector<std::int64_t> ints;  ///< of the other types
};

extern const LayerDef def;

}  // namespace planscope::layers::constant
