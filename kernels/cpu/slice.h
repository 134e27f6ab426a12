// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "kernels/api/kernel_status.h"
#include "kernels/api/sample_mode.h"
#include "kernels/api/tensor_view.h"
#include "kernels/cpu/cpu_features.h"

namespace planscope::kernels::cpu {

struct SliceArgs {
    Dims start;   ///< one entry per axis
    Dims stride;
    SampleMode mode = SampleMode::StrictBounds;  ///< or Fill; others are left to the reference kernel
};

/// out[i] = in[start + i * stride]: cuts, splits, crops, steps, and pads (Fill). Any type.
///
/// @param in, out  the same type, format and rank. Linear, or channel formats under StrictBounds where start and size of
///                 the channels are multiples of the lanes (the size also up to the last channel) and their stride is 1
/// @param fill     one element for Fill; null means zero. Fill needs strides of 1.
/// @return BadIndex for a read outside the data under StrictBounds, BadArgument for other forms
KernelStatus slice(const TensorView& in,
                   const TensorView* fill,
                   const TensorView& out,
                   const SliceArgs& args,
                   const Execution& execution) noexcept;

}  // namespace planscope::kernels::cpu
