// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "kernels/api/kernel_status.h"
#include "kernels/api/sample_mode.h"
#include "kernels/api/tensor_view.h"

namespace planscope::kernels::reference {

struct SliceArgs {
    Dims start;   ///< one entry per axis; may be negative or beyond the end except for StrictBounds
    Dims stride;  ///< any sign, also 0
    SampleMode mode = SampleMode::StrictBounds;
};

/// out[i] = in[start + i * stride], with `mode` deciding reads outside. Also pads (negative start) and crops.
///
/// @param in, out  same type (any) and rank, Linear; the sizes are the dims of `out`
/// @param fill     one element of the same type for Fill; null means zero
/// @return BadIndex for a read outside the data under StrictBounds, or any read from an empty axis except for Fill
KernelStatus slice(const TensorView& in, const TensorView* fill, const TensorView& out, const SliceArgs& args);

}  // namespace planscope::kernels::reference
