// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "kernels/api/kernel_status.h"
#include "kernels/api/tensor_view.h"

namespace planscope::kernels::reference {

struct LrnArgs {
    int window = 5;  ///< channels, odd
    float alpha = 1e-4F;
    float beta = 0.75F;
    float k = 1;
};

/// Local response normalisation across channels: in / (k + alpha / window * sum of squares of the window) ^ beta.
/// @param in, out  Float [N,C,...], Linear. Source: ONNX LRN-13.
KernelStatus lrn(const TensorView& in, const TensorView& out, const LrnArgs& args);

}  // namespace planscope::kernels::reference
