// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "kernels/api/kernel_status.h"
#include "kernels/api/tensor_view.h"
#include "kernels/cpu/cpu_features.h"

#include <span>

namespace planscope::kernels::cpu {

/// Joins inputs along `axis`; any type and format, the same for all. Along the channels of a padded format, every input
/// but the last must have a multiple of the lanes, else BadArgument.
KernelStatus concatenation(std::span<const TensorView> inputs, const TensorView& out, int axis, const Execution& execution) noexcept;

}  // namespace planscope::kernels::cpu
