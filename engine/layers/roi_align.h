// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/network/layer_def.h"
#include "kernels/api/pooling_kind.h"

namespace planscope::layers::roi_align {

inline constexpr LayerKind kind{"roi_align"};

/// Inputs: x Float [N,C,H,W]; boxes Float [R,4] as x1, y1, x2, y2; Int32 [R], the image that each box belongs to.
/// Output: [R,C,outputHeight,outputWidth].
struct Attrs {
    PoolingKind mode = PoolingKind::Average;  ///< Max or Average, of the samples of a cell
    int outputHeight = 1;
    int outputWidth = 1;
    int samplingRatio = 0;  ///< samples of a cell along each axis; 0: as many as elements fit into it
    float spatialScale = 1;  ///< from the coordinates of boxes to those of x
    bool halfPixel = true;   ///< the centre of element i is i + 0.5; else it is i, and boxes are at least one element large
};

extern const LayerDef def;

}  // namespace planscope::layers::roi_align
