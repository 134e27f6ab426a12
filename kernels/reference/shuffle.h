// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "kernels/api/kernel_status.h"
#include "kernels/api/tensor_view.h"

namespace planscope::kernels::reference {

/// Axis i of a transposed tensor is axis permutation[i] of its source; rank 0 means the identity.
struct ShuffleArgs {
    Dims firstTranspose;
    Dims reshape;  ///< final extents, no placeholders; rank 0 of a tensor of rank > 0 is told by `hasReshape`
    bool hasReshape = false;
    Dims secondTranspose;
};

/// Transpose, then reshape, then transpose. Any type, Linear.
KernelStatus shuffle(const TensorView& in, const TensorView& out, const ShuffleArgs& args);

/// Only a transpose: out.dims[i] == in.dims[permutation[i]].
KernelStatus transpose(const TensorView& in, const TensorView& out, const Dims& permutation);

}  // namespace planscope::kernels::reference
