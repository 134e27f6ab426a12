// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "kernels/api/grid_taps.h"
#include "kernels/api/kernel_status.h"
#include "kernels/cpu/cpu_features.h"

namespace planscope::kernels::cpu {

/// As the reference kernel; weights are rounded to float, sums are made in float.
/// @param in, out  the same format, any; `grid` Linear. Padding lanes stay zero because those of `in` are.
KernelStatus gridSample(const TensorView& in, const TensorView& grid, const TensorView& out, const GridSampleArgs& args,
                        const Execution& execution) noexcept;

}  // namespace planscope::kernels::cpu
