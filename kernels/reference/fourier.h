// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "kernels/api/kernel_status.h"
#include "kernels/api/tensor_view.h"

namespace planscope::kernels::reference {

struct FourierArgs {
    int axis = 0;
    std::int64_t length = 1;  ///< of the transform: lines are cut or filled with zeros
    bool inverse = false;
};

/// X[k] = sum over j of x[j] e^(-2 pi i j k / length); the inverse has the other sign and is divided by the length.
/// Computed in double, by factors of the length: a prime length takes its square in operations.
/// @param in  Float [..., n, ..., 1 or 2]; @param out  Float, the same but 2 parts and the frequencies that are wanted, the
///            first ones of the axis. Linear.
KernelStatus fourier(const TensorView& in, const TensorView& out, const FourierArgs& args);

}  // namespace planscope::kernels::reference
