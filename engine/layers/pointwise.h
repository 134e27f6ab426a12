// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/network/layer_def.h"
#include "kernels/api/pointwise.h"

namespace planscope::layers::pointwise {

inline constexpr LayerKind kind{"pointwise"};

/// Inputs: those of the program; they broadcast to the output. What chains of single-element layers are merged into.
struct Attrs {
    PointwiseProgram program;
};

extern const LayerDef def;

/// The layer as a program over its inputs. @pre validated
PointwiseProgram programOf(const LayerView& layer);

}  // namespace planscope::layers::pointwise
