// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "kernels/api/kernel_status.h"
#include "kernels/api/reduce_kind.h"
#include "kernels/api/tensor_view.h"
#include "kernels/cpu/cpu_features.h"

namespace planscope::kernels::cpu {

struct ReduceArgs {
    ReduceKind kind = ReduceKind::Sum;
    std::uint32_t axes = 0;  ///< bit i: reduce axis i
};

/// Float, Linear. The reduced axes, apart from axes of extent 1, must be adjacent: [kept..., reduced..., kept...].
/// @return BadArgument for scattered axes or another type
KernelStatus reduce(const TensorView& in, const TensorView& out, const ReduceArgs& args, const Execution& execution) noexcept;

/// Whether `axes` of `dims` are adjacent in that sense.
bool areAdjacent(const Dims& dims, std::uint32_t axes);

}  // namespace planscope::kernels::cpu
