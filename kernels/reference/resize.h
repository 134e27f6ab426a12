// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "kernels/api/kernel_status.h"
#include "kernels/api/resize_mode.h"
#include "kernels/api/tensor_view.h"

namespace planscope::kernels::reference {

struct ResizeArgs {
    ResizeMode mode = ResizeMode::Nearest;
    ResizeCoordinate coordinate = ResizeCoordinate::Asymmetric;
    ResizeRound round = ResizeRound::Floor;
    ResizeSelector selector = ResizeSelector::Formula;
    float scales[kMaxRank] = {};  ///< output per input length of each axis; 0: the ratio of the dims
    float cubicCoefficient = -0.75F;
    bool excludeOutside = false;  ///< Cubic: weights outside the data become 0, the others are renormalised
};

/// Interpolates over every axis whose extent or scale differs from the identity; elements outside the data repeat the
/// border. Source: ONNX Resize-13, TensorRT IResizeLayer.
/// @param in, out  Float (Nearest: any type), same rank, Linear
KernelStatus resize(const TensorView& in, const TensorView& out, const ResizeArgs& args);

}  // namespace planscope::kernels::reference
