// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "kernels/api/kernel_status.h"
#include "kernels/api/tensor_view.h"

namespace planscope::kernels::reference {

/// Number of elements of `in` that are not zero. Any type, Linear.
std::int64_t countNonZero(const TensorView& in);

/// Coordinates of the non-zero elements in row-major order.
/// @param out  Int32 [rank, countNonZero(in)]
KernelStatus nonZero(const TensorView& in, const TensorView& out);

}  // namespace planscope::kernels::reference
