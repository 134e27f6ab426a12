// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "kernels/api/kernel_status.h"
#include "kernels/api/tensor_view.h"

namespace planscope::kernels::reference {

/// Converts between types as PointwiseOp::Cast does: floats to integers truncate and saturate, NaN gives 0, integers
/// wrap, anything to Bool gives `x != 0`. Same dims, Linear; Fp8 is refused.
KernelStatus cast(const TensorView& in, const TensorView& out);

}  // namespace planscope::kernels::reference
