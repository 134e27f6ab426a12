// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "kernels/api/pointwise.h"
#include "kernels/api/tensor_view.h"

#include <vector>

namespace planscope::kernels::onednn {

/// What follows an operation on each of its results: input 0 of the program is the result, inputs 1, 2, ... are
/// `operands`, whose dims broadcast to the result's. Operands with data are constants (Linear) and packed; the others
/// are read at run time.
struct Epilogue {
    PointwiseProgram program;
    std::vector<TensorView> operands;
    int firstInput = 0;  ///< number of operands[0] among the inputs of Primitive::run
};

/// How an addition of a tensor of the output's size is done.
enum class ResidualMode {
    Binary,    ///< as oneDNN's binary post-op
    CopyFirst  ///< the output becomes a copy of the operand, then oneDNN adds into its output: more ways accept that
};

}  // namespace planscope::kernels::onednn
