// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/network/layer_def.h"
#include "kernels/api/matrix_operation.h"

namespace planscope::layers::matrix_multiply {

inline constexpr LayerKind kind{"matrix_multiply"};

/// Inputs: a, b with leading batch axes that broadcast by the ONNX rule, optional bias that broadcasts to the output.
/// Float all, or a Int8 or UInt8 and b Int8 without bias: then the output is Int32, sums modulo 2^32.
struct Attrs {
    MatrixOperation opA = MatrixOperation::None;
    MatrixOperation opB = MatrixOperation::None;
    int inputZeroPoint = 0;  ///< subtracted from every element of an integer a
};

extern const LayerDef def;

/// The sizes of the product with operations and broadcasting resolved.
struct Resolved {
    Dims batch;  ///< broadcast batch axes of the output
    std::int64_t rows = 1, columns = 1, depth = 1;
};
/// @pre validated
Resolved resolve(const LayerView& layer);

}  // namespace planscope::layers::matrix_multiply
