// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "kernels/api/kernel_status.h"
#include "kernels/api/reduce_kind.h"
#include "kernels/api/tensor_view.h"

namespace planscope::kernels::reference {

struct ReduceArgs {
    ReduceKind kind = ReduceKind::Sum;
    std::uint32_t axes = 0;  ///< bit i: reduce axis i
};

/// Reduces the axes of the mask. Whether `out` keeps them as 1 or drops them makes no difference to its memory.
///
/// @param in, out  both Float or both Int32, Linear; Int32 sums and products wrap, an Int32 average truncates
/// Nothing to combine gives 0, 1, -inf or INT_MIN, +inf or INT_MAX, NaN or 0 for Sum, Prod, Max, Min, Avg.
/// Max and Min give NaN if an element is NaN.
KernelStatus reduce(const TensorView& in, const TensorView& out, const ReduceArgs& args);

}  // namespace planscope::kernels::reference
