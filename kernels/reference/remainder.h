// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "kernels/api/kernel_status.h"
#include "kernels/api/tensor_view.h"

namespace planscope::kernels::reference {

/// out = fmod(a, b), which is exact: the sign of a, smaller in size than b; NaN for b = 0 or an infinite a.
/// @param a, b  Float, broadcast to `out` by the ONNX rule. Linear.
KernelStatus remainder(const TensorView& a, const TensorView& b, const TensorView& out);

}  // namespace planscope::kernels::reference
