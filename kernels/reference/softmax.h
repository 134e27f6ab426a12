// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "kernels/api/kernel_status.h"
#include "kernels/api/tensor_view.h"

namespace planscope::kernels::reference {

struct SoftmaxArgs {
    int axis = -1;     ///< in [0, rank)
    bool log = false;  ///< logarithm of the result (ONNX LogSoftmax), without leaving the float range
};

/// exp(x - max) / sum(exp(x - max)) along one axis. Float, Linear, same dims; `out` may be `in`.
KernelStatus softmax(const TensorView& in, const TensorView& out, const SoftmaxArgs& args);

}  // namespace planscope::kernels::reference
