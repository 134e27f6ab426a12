// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "kernels/api/kernel_status.h"
#include "kernels/api/pooling_kind.h"
#include "kernels/api/tensor_view.h"
#include "kernels/cpu/cpu_features.h"

namespace planscope::kernels::cpu {

struct PoolingArgs {
    PoolingKind kind = PoolingKind::Max;  ///< Max or Average
    Dims window;                          ///< one entry per spatial axis, as all lists here
    Dims stride;
    Dims prePadding;
    Dims postPadding;
    bool averageCountExcludesPadding = true;  ///< as in the reference kernel
};

/// Pools [N,C,spatial...]: one to three spatial axes in Linear, one or two in ChannelLast and ChannelBlocked. Windows
/// as in the reference kernel; padding lanes become zero.
/// @param in, out  Float, the same format
/// @return BadArgument for other forms, and for Linear windows wider than 2048
KernelStatus pooling(const TensorView& in, const TensorView& out, const PoolingArgs& args, const Execution& execution) noexcept;

}  // namespace planscope::kernels::cpu
