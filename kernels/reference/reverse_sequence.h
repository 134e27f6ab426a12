// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "kernels/api/kernel_status.h"
#include "kernels/api/tensor_view.h"

namespace planscope::kernels::reference {

struct ReverseSequenceArgs {
    int batchAxis = 1;
    int sequenceAxis = 0;  ///< another axis
};

/// Reverses the first lengths[b] elements of the sequence axis in entry b of the batch axis and copies the rest.
///
/// @param in, out  any type, the same; @param lengths  Int32, one per entry of the batch axis. All Linear.
/// @return BadIndex for a length outside [0, extent of the sequence axis]
KernelStatus reverseSequence(const TensorView& in,
                             const TensorView& lengths,
                             const TensorView& out,
                             const ReverseSequenceArgs& args);

}  // namespace planscope::kernels::reference
