// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "kernels/safe/call.h"

namespace planscope::kernels::safe {

/// Ids as plans hold them.
enum class KernelId : std::uint32_t { Pointwise = 1, Convolution, Matrix, Copy, Pooling, Softmax, Reduce, Gather, Resize };

constexpr std::uint32_t kKernelCount = 9;

/// The closed table, by id.
extern const KernelDef kKernels[kKernelCount];

/// Null for an id that is not in the table.
const KernelDef* findKernel(std::uint32_t id);

/// How the kernel of `id` runs on the processor of this machine. @pre findKernel(id)
/// AVX2 and AVX-512 give the same bits; processors without fused products give others.
Run findRun(std::uint32_t id);

}  // namespace planscope::kernels::safe
