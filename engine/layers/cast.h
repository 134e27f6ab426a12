// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/network/layer_def.h"

namespace planscope::layers::cast {

inline constexpr LayerKind kind{"cast"};

/// Input: x of any type but fp8. Floats to integers truncate and saturate; anything to Bool gives x != 0.
struct Attrs {
    DataType to = DataType::Float;
};

extern const LayerDef def;

/// The layer as a program over its inputs. @pre validated
PointwiseProgram programOf(const LayerView& layer);

}  // namespace planscope::layers::cast
