// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "kernels/api/kernel_status.h"
#include "kernels/api/tensor_view.h"

#include <span>

namespace planscope::kernels::reference {

struct ConcatenationArgs {
    int axis = 0;  ///< in [0, rank)
};

/// Joins inputs along one axis; extents of the other axes are equal. Any type, the same for all; Linear.
KernelStatus concatenation(std::span<const TensorView> inputs, const TensorView& out, const ConcatenationArgs& args);

}  // namespace planscope::kernels::reference
