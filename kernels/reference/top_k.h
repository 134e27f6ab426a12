// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "kernels/api/kernel_status.h"
#include "kernels/api/tensor_view.h"
#include "kernels/api/top_k_operation.h"

namespace planscope::kernels::reference {

struct TopKArgs {
    TopKOperation operation = TopKOperation::Max;
    int axis = 0;
    bool lastOfEqual = false;
};

/// The k = values.dims[axis] largest (descending) or smallest (ascending) elements and their indices. Equal elements
/// keep the lower index first, or the higher one with lastOfEqual; NaN counts as the largest.
/// @param in, values  Float or Int32, the same; @param indices  Int32, dims of `values`. Linear.
KernelStatus topK(const TensorView& in, const TensorView& values, const TensorView& indices, const TopKArgs& args);

}  // namespace planscope::kernels::reference
