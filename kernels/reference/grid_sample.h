// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "kernels/api/grid_taps.h"
#include "kernels/api/kernel_status.h"
#include "kernels/api/tensor_view.h"

namespace planscope::kernels::reference {

/// out[n, c, i, j] = in[n, c] at the position grid[n, i, j] = (x, y), interpolated.
///
/// Nearest rounds half to even. Cubic is Keys' kernel with coefficient -0.75 and samples each of its 16 neighbours by
/// the sample mode; Nearest and Linear bring the position itself back into the data first. Reflect mirrors at the
/// centres of the border elements with alignCorners, else at their outer edges. A NaN position counts as outside, which
/// reads 0 with Fill and element 0 of the axis otherwise.
/// @param in [N,C,H,W], grid [N,Ho,Wo,2], out [N,C,Ho,Wo]  Float, Linear. Computed in double.
KernelStatus gridSample(const TensorView& in, const TensorView& grid, const TensorView& out, const GridSampleArgs& args);

}  // namespace planscope::kernels::reference
