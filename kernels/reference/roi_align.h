// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "kernels/api/kernel_status.h"
#include "kernels/api/pooling_kind.h"
#include "kernels/api/tensor_view.h"

namespace planscope::kernels::reference {

struct RoiAlignArgs {
    PoolingKind mode = PoolingKind::Average;  ///< Max or Average
    int samplingRatio = 0;                    ///< 0: as many samples as elements fit into a cell, rounded up
    float spatialScale = 1;
    bool halfPixel = true;
};

/// Every box becomes a grid of cells; every cell the average or the maximum of bilinear samples at regular distances.
/// Samples more than one element outside read 0, others are clamped to the data. Source: ONNX operator schema,
/// RoiAlign-16; sampling as in its reference implementation.
/// @param in [N,C,H,W], boxes [R,4] (x1, y1, x2, y2), images [R] Int32, out [R,C,h,w]. Linear. Computed in double.
/// @return BadIndex for an image outside [0, N)
KernelStatus roiAlign(const TensorView& in, const TensorView& boxes, const TensorView& images, const TensorView& out, const RoiAlignArgs& args);

}  // namespace planscope::kernels::reference
