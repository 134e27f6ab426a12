// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "kernels/api/kernel_status.h"
#include "kernels/api/tensor_view.h"
#include "kernels/cpu/cpu_features.h"

namespace planscope::kernels::cpu {

struct NormalizationArgs {
    std::uint32_t axes = 0;  ///< a suffix of the axes: all from some axis on
    float epsilon = 1e-5F;
    int groups = 1;          ///< not 1: axes are all after axis 1, see the reference kernel
    bool centered = true;    ///< false: the mean counts as 0
};

/// Instance, group and layer normalisation: (in - mean) / sqrt(variance + epsilon) * scale + bias.
///
/// @param in, out  Float, Linear, same dims; `out` may be `in`
/// @param scale, bias  Float, Linear; null, one element, one per channel (axes from 2 on; dims [1,C,1...] or [C,1...]),
///                     or dims of the normalised axes (layer normalisation)
/// @return BadArgument for any other form
KernelStatus normalization(const TensorView& in,
                           const TensorView* scale,
                           const TensorView* bias,
                           const TensorView& out,
                           const NormalizationArgs& args,
                           const Execution& execution) noexcept;

}  // namespace planscope::kernels::cpu
