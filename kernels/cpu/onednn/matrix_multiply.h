// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "kernels/cpu/onednn/epilogue.h"
#include "kernels/cpu/onednn/primitive.h"

namespace planscope::kernels::onednn {

/// A product of Float matrices, everything Linear and of one rank >= 2; batch axes broadcast by extent 1.
struct MatrixMultiplySpec {
    TensorView a;           ///< [batch..., M, K], or [batch..., K, M] where transposed; data set: a constant
    TensorView b;           ///< [batch..., K, N], or [batch..., N, K] where transposed; data set: a constant, packed
    TensorView bias;        ///< [N], or rank 0 for none; data set
    TensorView out;         ///< [batch..., M, N], data unused
    bool transposeA = false, transposeB = false;
    Epilogue epilogue;
};

/// Implementations of oneDNN's matrix product ("matmul/...") and, for a constant b and two axes, of its inner product
/// ("inner_product/..."). @return a sentence why there is none
Expected<std::vector<Implementation>> matrixMultiplyImplementations(const MatrixMultiplySpec& spec);

/// Inputs of the primitive: a, b, then the epilogue's.
Expected<std::unique_ptr<Primitive>> makeMatrixMultiply(const MatrixMultiplySpec& spec, const std::string& name);

}  // namespace planscope::kernels::onednn
