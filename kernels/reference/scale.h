// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "kernels/api/kernel_status.h"
#include "kernels/api/scale_mode.h"
#include "kernels/api/tensor_view.h"

namespace planscope::kernels::reference {

struct ScaleArgs {
    ScaleMode mode = ScaleMode::Uniform;
    int channelAxis = 1;
};

/// out = (in * scale + shift) ^ power. A null view means 1, 0 and 1.
///
/// @param in, out  Float, same dims
/// @param scale, shift, power  Float; Uniform: one element, Channel: in.dims[channelAxis] elements, Elementwise: as many
///                 as the dims from channelAxis on multiply to
KernelStatus scale(const TensorView& in,
                   const TensorView* scale,
                   const TensorView* shift,
                   const TensorView* power,
                   const TensorView& out,
                   const ScaleArgs& args);

}  // namespace planscope::kernels::reference
