// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "kernels/api/kernel_status.h"
#include "kernels/api/tensor_view.h"

namespace planscope::kernels::reference {

struct ConvolutionArgs {
    Dims stride;       ///< one entry per spatial axis, as all lists here
    Dims dilation;
    Dims prePadding;   ///< zeros before the first element
    Dims postPadding;  ///< zeros after the last element; only the output's extents depend on it
    int groups = 1;
    int inputZeroPoint = 0;  ///< subtracted from every element of an integer input
};

/// out[n,k,o] = bias[k] + sum over c, f of in[n, group(k)+c, o*stride + f*dilation - prePadding] * weights[k,c,f].
///
/// @param in       Float [N,C,spatial...], one to three spatial axes
/// @param weights  Float [K,C/groups,filter...]
/// @param bias     Float [K], or null
/// @param out      Float [N,K,spatial...]; its extents decide how many windows are computed
/// Or `in` is Int8 or UInt8, `weights` Int8, `bias` null and `out` Int32. Float sums are taken in double, integer sums modulo
/// 2^32. All tensors Linear.
KernelStatus convolution(const TensorView& in,
                         const TensorView& weights,
                         const TensorView* bias,
                         const TensorView& out,
                         const ConvolutionArgs& args);

}  // namespace planscope::kernels::reference
