// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "kernels/api/kernel_status.h"
#include "kernels/api/tensor_view.h"
#include "kernels/cpu/cpu_features.h"

namespace planscope::kernels::cpu {

/// ONNX Gather along `axis`: whole slices of `data` are copied; negative indices count from the end.
/// @param data, out  any type, the same; @param indices  Int32, any dims. All Linear.
/// @return BadIndex, with unspecified output, for an index outside [-length, length)
KernelStatus gather(const TensorView& data,
                    const TensorView& indices,
                    const TensorView& out,
                    int axis,
                    const Execution& execution) noexcept;

}  // namespace planscope::kernels::cpu
