// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/network/layer_def.h"
#include "kernels/api/box_format.h"

namespace planscope::layers::nms {

inline constexpr LayerKind kind{"nms"};

/// Inputs: boxes Float [B,N,4], or [B,N,C,4] for boxes of their own per class; scores Float [B,N,C]; then optionally, each one
/// element that replaces an attribute: Int32 maxPerClass, Float overlap, Float score. Outputs: Int32 [n,3], rows of (batch
/// entry, class, box) by batch entry and class, then from the best box down; Int32 scalar n; the extents of the first as
/// an Int32 list.
struct Attrs {
    BoxFormat format = BoxFormat::CornerPairs;
    int topKBoxLimit = 5000;  ///< best boxes that are looked at per batch entry and class
    int maxPerClass = 0;      ///< boxes kept per batch entry and class; below 1: none
    float overlap = 0;        ///< a box whose intersection over union with a better one is above this is dropped
    float score = 0;          ///< a box must score more than this; -inf: every box does
};

extern const LayerDef def;

}  // namespace planscope::layers::nms
