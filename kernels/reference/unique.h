// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "kernels/api/kernel_status.h"
#include "kernels/api/tensor_view.h"

namespace planscope::kernels::reference {

struct UniqueArgs {
    int axis = 0;        ///< slices along this axis are compared
    bool sorted = true;  ///< slices ascend; otherwise they stand in the order in which they first occur
};

/// Outputs of unique(), written densely into memory for as many slices as the input has.
struct UniqueOutputs {
    TensorView values;   ///< the different slices, of the input's type
    TensorView first;    ///< Int32: where each occurs first
    TensorView inverse;  ///< Int32: for each slice of the input its number among the different ones
    TensorView counts;   ///< Int32: how often each occurs
};

/// The different slices of a tensor along an axis. NaN equals NaN and follows every number. Any type but Fp8, Linear.
/// @param count  receives the number of different slices
KernelStatus unique(const TensorView& in, const UniqueOutputs& out, const UniqueArgs& args, std::int64_t& count);

}  // namespace planscope::kernels::reference
