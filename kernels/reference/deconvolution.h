// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "kernels/api/kernel_status.h"
#include "kernels/api/tensor_view.h"

namespace planscope::kernels::reference {

struct DeconvolutionArgs {
    Dims stride;      ///< one entry per spatial axis, as all lists here
    Dims dilation;
    Dims prePadding;  ///< elements trimmed from the start; what is trimmed from the end follows from the output's extents
    int groups = 1;
};

/// The transposed convolution: each in[n,c,i] adds in * weights[c,k,f] to out[n, group(c)+k, i*stride + f*dilation -
/// prePadding]; positions outside `out` are dropped, positions that nothing reaches hold the bias.
///
/// @param in       Float [N,C,spatial...], one to three spatial axes
/// @param weights  Float [C,K/groups,filter...]
/// @param bias     Float [K], or null
/// @param out      Float [N,K,spatial...]
/// Sums in double. All tensors Linear.
KernelStatus deconvolution(const TensorView& in,
                           const TensorView& weights,
                           const TensorView* bias,
                           const TensorView& out,
                           const DeconvolutionArgs& args);

}  // namespace planscope::kernels::reference
