// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "kernels/api/kernel_status.h"
#include "kernels/api/tensor_view.h"
#include "kernels/cpu/cpu_features.h"

namespace planscope::kernels::cpu {

/// out.dims[i] == in.dims[permutation[i]]. Linear, any type; four-byte types by blocks.
KernelStatus transpose(const TensorView& in, const TensorView& out, const Dims& permutation, const Execution& execution) noexcept;

}  // namespace planscope::kernels::cpu
