// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "kernels/api/kernel_status.h"
#include "kernels/api/tensor_view.h"

namespace planscope::kernels::reference {

struct CumulativeSumArgs {
    int axis = 0;
    bool exclusive = false;  ///< element i excludes itself
    bool reverse = false;    ///< sums from the end
};

/// Running sums along one axis. Float (in double) or Int32 (wrapping), same dims, Linear.
KernelStatus cumulativeSum(const TensorView& in, const TensorView& out, const CumulativeSumArgs& args);

}  // namespace planscope::kernels::reference
