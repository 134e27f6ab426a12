// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "kernels/api/attention_args.h"
#include "kernels/api/kernel_status.h"

namespace planscope::kernels::reference {

/// Float, Linear, everything in double. `mask` is null or broadcasts to [batch..., S, T].
KernelStatus attention(const TensorView& query, const TensorView& key, const TensorView& value, const TensorView* mask,
                       const TensorView& out, const AttentionArgs& args);

}  // namespace planscope::kernels::reference
