// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "kernels/api/kernel_status.h"
#include "kernels/api/tensor_view.h"
#include "kernels/cpu/cpu_features.h"

namespace planscope::kernels::cpu {

/// Copies between any two formats that do not pad rows; padding lanes of `out` become zero.
/// @param in, out  the same type of four bytes and the same dims. @return BadArgument for others
KernelStatus reformat(const TensorView& in, const TensorView& out, const Execution& execution) noexcept;

}  // namespace planscope::kernels::cpu
