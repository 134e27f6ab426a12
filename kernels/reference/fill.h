// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "kernels/api/kernel_status.h"
#include "kernels/api/tensor_view.h"

namespace planscope::kernels::reference {

struct LinspaceArgs {
    double start = 0;
    double delta[kMaxRank] = {1};  ///< one per axis of `out`
};

/// out[i] = start + sum over axes of i[axis] * delta[axis]. Float or Int32 (delta and start truncated), Linear.
KernelStatus linspace(const TensorView& out, const LinspaceArgs& args);

/// Every element becomes the single element of `value`. Any type, the same for both; Linear.
KernelStatus fillConstant(const TensorView& value, const TensorView& out);

}  // namespace planscope::kernels::reference
