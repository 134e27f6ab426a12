// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "kernels/api/kernel_status.h"
#include "kernels/api/tensor_view.h"

namespace planscope::kernels::reference {

/// Axis i of a transposed tensor is axis permutation[i] of its source; rank 0 means the identity. The extents between
/// reshape and second transpose follow from those of the output.
struct ShuffleArgs {
    Dims firstTranspose;   ///< a permutation of the input's axes
    Dims secondTranspose;  ///< a permutation of the output's axes
};

/// Transpose, then reshape, then transpose. Any type, Linear, equal volumes.
KernelStatus shuffle(const TensorView& in, const TensorView& out, const ShuffleArgs& args);

/// Only a transpose: out.dims[i] == in.dims[permutation[i]].
KernelStatus transpose(const TensorView& in, const TensorView& out, const Dims& permutation);

}  // namespace planscope::kernels::reference
