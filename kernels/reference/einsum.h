// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "kernels/api/kernel_status.h"
#include "kernels/api/tensor_view.h"

#include <span>

namespace planscope::kernels::reference {

/// How an operand is walked: element strides per axis of the output and per summed index, 0 where it does not move.
struct EinsumOperand {
    Dims outStrides;
    Dims sumStrides;
};

struct EinsumArgs {
    std::span<const EinsumOperand> operands;  ///< one per input
    Dims sums;                                ///< extents of the summed indices
};

/// out[i] = sum over s of the product of all inputs at (i, s). Float, Linear; products and sums in double.
KernelStatus einsum(std::span<const TensorView> inputs, const TensorView& out, const EinsumArgs& args);

}  // namespace planscope::kernels::reference
