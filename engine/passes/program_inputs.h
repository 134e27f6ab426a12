// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/base/ids.h"
#include "kernels/api/pointwise.h"

#include <vector>

namespace planscope::passes {

/// A program with the tensors that its inputs read.
struct BoundProgram {
    PointwiseProgram program;
    std::vector<TensorId> inputs;
};

/// The same values with every tensor read through one input and every repeated step computed once. `first`, where it is
/// valid and read, becomes input 0; the others keep their order.
BoundProgram simplified(const BoundProgram& bound, TensorId first = {});

}  // namespace planscope::passes
