// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "kernels/api/kernel_status.h"
#include "kernels/api/resize_taps.h"
#include "kernels/api/tensor_view.h"

namespace planscope::kernels::reference {

/// Interpolates over every axis whose extent or scale differs from the identity; elements outside the data repeat the
/// border. Source: ONNX Resize-13, TensorRT IResizeLayer.
/// @param in, out  Float (Nearest: any type), same rank, Linear
KernelStatus resize(const TensorView& in, const TensorView& out, const ResizeArgs& args);

}  // namespace planscope::kernels::reference
