// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "kernels/api/kernel_status.h"
#include "kernels/api/tensor_view.h"

namespace planscope::kernels::reference {

/// Determinants by elimination with row pivots, in double. An empty matrix has the determinant 1.
/// @param in  [..., n, n]; @param out  [...]. Float, Linear.
KernelStatus determinant(const TensorView& in, const TensorView& out);

}  // namespace planscope::kernels::reference
