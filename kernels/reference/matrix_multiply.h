// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "kernels/api/kernel_status.h"
#include "kernels/api/matrix_operation.h"
#include "kernels/api/tensor_view.h"

namespace planscope::kernels::reference {

struct MatrixMultiplyArgs {
    MatrixOperation a = MatrixOperation::None;
    MatrixOperation b = MatrixOperation::None;
    int inputZeroPoint = 0;  ///< subtracted from every element of an integer `a`
};

/// Products of matrices; leading axes are batch axes, broadcast by the ONNX rule (a lower rank aligned at the right).
/// @param a, b, out  Float; or Int8 or UInt8, Int8, Int32. All Linear. Float sums are taken in double, integer sums modulo 2^32.
KernelStatus matrixMultiply(const TensorView& a,
                            const TensorView& b,
                            const TensorView& out,
                            const MatrixMultiplyArgs& args);

}  // namespace planscope::kernels::reference
