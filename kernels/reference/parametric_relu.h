// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "kernels/api/kernel_status.h"
#include "kernels/api/tensor_view.h"

namespace planscope::kernels::reference {

/// out = in >= 0 ? in : in * slope. Float, Linear; `slope` broadcasts to `in` (a lower rank aligned at the right).
KernelStatus parametricRelu(const TensorView& in, const TensorView& slope, const TensorView& out);

}  // namespace planscope::kernels::reference
