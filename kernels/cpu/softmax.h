// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "kernels/api/kernel_status.h"
#include "kernels/api/tensor_view.h"
#include "kernels/cpu/cpu_features.h"

namespace planscope::kernels::cpu {

struct SoftmaxArgs {
    int axis = -1;     ///< in [0, rank)
    bool log = false;  ///< LogSoftmax
};

/// Float, Linear, same dims; `out` may be `in`. Fastest along the innermost axis.
KernelStatus softmax(const TensorView& in, const TensorView& out, const SoftmaxArgs& args, const Execution& execution) noexcept;

}  // namespace planscope::kernels::cpu
