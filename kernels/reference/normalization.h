// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "kernels/api/kernel_status.h"
#include "kernels/api/tensor_view.h"

namespace planscope::kernels::reference {

struct NormalizationArgs {
    std::uint32_t axes = 0;  ///< bit i: mean and variance run over axis i
    float epsilon = 1e-5F;
    /// Not 1: axes are all after axis 1, and statistics also run over the channels of each of that many groups.
    int groups = 1;
    bool centered = true;  ///< false: the mean counts as 0
};

/// out = (in - mean) / sqrt(variance + epsilon) * scale + bias, with the population variance.
///
/// @param in, out  Float, same dims, Linear; `out` may be `in`
/// @param scale, bias  Float, broadcast to `in` by the ONNX rule (a lower rank aligned at the right); null: 1 and 0
/// Statistics in double.
KernelStatus normalization(const TensorView& in,
                           const TensorView* scale,
                           const TensorView* bias,
                           const TensorView& out,
                           const NormalizationArgs& args);

}  // namespace planscope::kernels::reference
