// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "kernels/api/kernel_status.h"
#include "kernels/api/tensor_view.h"
#include "kernels/api/top_k_operation.h"
#include "kernels/cpu/cpu_features.h"

namespace planscope::kernels::cpu {

struct TopKArgs {
    TopKOperation operation = TopKOperation::Max;
    int axis = 0;
    bool lastOfEqual = false;  ///< equal elements: the higher index first
};

/// Bytes of workspace that topK() needs; 0 where one element is kept.
std::size_t topKWorkspace(const Dims& in, const Dims& values, int axis, int threads);

/// Order and ties exactly as the reference kernel: NaN is greater than everything.
/// @param in, values  Float or Int32, Linear; the extent of `values` at the axis says how many are kept
/// @param indices     Int32, dims of `values`
/// @param workspace   topKWorkspace() bytes, aligned to 8
KernelStatus topK(const TensorView& in, const TensorView& values, const TensorView& indices, const TopKArgs& args,
                  void* workspace, const Execution& execution) noexcept;

}  // namespace planscope::kernels::cpu
