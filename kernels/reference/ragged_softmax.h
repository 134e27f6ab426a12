// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "kernels/api/kernel_status.h"
#include "kernels/api/tensor_view.h"

namespace planscope::kernels::reference {

/// softmax over the first lengths[line] elements of each line of the last axis; zeros behind. Float, Linear.
/// @param lengths  Int32, one per line. BadIndex for a length outside [0, extent of the last axis]
KernelStatus raggedSoftmax(const TensorView& in, const TensorView& lengths, const TensorView& out);

}  // namespace planscope::kernels::reference
