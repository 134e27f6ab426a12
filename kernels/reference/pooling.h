// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "kernels/api/kernel_status.h"
#include "kernels/api/pooling_kind.h"
#include "kernels/api/tensor_view.h"

namespace planscope::kernels::reference {

struct PoolingArgs {
    PoolingKind kind = PoolingKind::Max;
    Dims window;       ///< one entry per spatial axis, as all lists here
    Dims stride;
    Dims prePadding;
    Dims postPadding;
    float blend = 0;   ///< of MaxAverageBlend, in [0, 1]
    /// True: an average divides by the elements of the window that lie in the input. False: by those that lie in the
    /// input or its padding. Parts of a window beyond the padding (rounding up the output's extents) never count.
    bool averageCountExcludesPadding = true;
    Dims dilation = {};  ///< empty: ones
    PoolingIndices indices = PoolingIndices::None;  ///< of the elements that are maxima
};

/// Pools windows of [N,C,spatial...], one to three spatial axes; window w of an axis starts at w*stride - prePadding.
/// Padding never wins a maximum. A window without any input element gives -inf (Max) or 0 (Average).
/// The first of equal maxima is numbered; -1 where a window has no element.
/// @param indices  Int32, dims of `out`; null: not wanted
/// @param in, out  Float, Linear; the extents of `out` decide how many windows are computed (both roundings fit)
KernelStatus pooling(const TensorView& in, const TensorView& out, const PoolingArgs& args, const TensorView* indices = nullptr);

}  // namespace planscope::kernels::reference
