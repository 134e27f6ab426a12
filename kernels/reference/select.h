// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "kernels/api/kernel_status.h"
#include "kernels/api/tensor_view.h"

namespace planscope::kernels::reference {

/// out = condition ? whenTrue : whenFalse, with three-way ONNX broadcasting. Linear.
/// @param condition  Bool; @param whenTrue, whenFalse, out  any type, the same
KernelStatus select(const TensorView& condition,
                    const TensorView& whenTrue,
                    const TensorView& whenFalse,
                    const TensorView& out);

}  // namespace planscope::kernels::reference
