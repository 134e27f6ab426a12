// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/devices/tactic.h"
#include "kernels/cpu/onednn/matrix_multiply.h"

namespace planscope::devices::cpu {

/// Float tensors, nothing empty, a bias that is a constant row.
Verdict acceptsMatrixProduct(const Problem& problem);

/// The product with all operands of one rank: vectors as matrices, missing batch axes as ones. Batches of rows that all
/// meet the same b are one tall matrix. @pre acceptsMatrixProduct
kernels::onednn::MatrixMultiplySpec matrixSpec(const Problem& problem);

}  // namespace planscope::devices::cpu
