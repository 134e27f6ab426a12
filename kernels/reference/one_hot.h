// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "kernels/api/kernel_status.h"
#include "kernels/api/tensor_view.h"

namespace planscope::kernels::reference {

struct OneHotArgs {
    int axis = -1;  ///< of `out`, in [0, rank of out)
};

/// out[..., i, ...] = i == index ? values[1] : values[0]; the depth is out.dims[axis].
/// @param indices  Int32, rank one less than `out`; negative ones count from the end, others outside match nothing
/// @param values   two elements [off, on], of the type of `out` (any). Linear.
KernelStatus oneHot(const TensorView& indices, const TensorView& values, const TensorView& out, const OneHotArgs& args);

}  // namespace planscope::kernels::reference
