// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "kernels/api/kernel_status.h"
#include "kernels/api/tensor_view.h"

namespace planscope::kernels::reference {

/// Copies a tensor from one memory format to another; padding lanes of `out` become zero.
/// @param in, out  same type (any) and dims, any formats (see kernels/api/format.h)
KernelStatus reformat(const TensorView& in, const TensorView& out);

/// Position, in elements, of the element at logical `index` (one entry per axis).
std::int64_t elementOffset(const Dims& dims, Format format, const Dims& index);

}  // namespace planscope::kernels::reference
