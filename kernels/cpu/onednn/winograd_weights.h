// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <dnnl.hpp>

/// Weights of oneDNN's Winograd convolutions. Its own reorder into these layouts takes longer than tens of inferences.
namespace planscope::kernels::onednn {

/// Whether transformWeights writes this layout: one of the library that was read, in blocks of 16 channels.
bool isTransformed(const dnnl::memory::desc& desc);

/// G w G' for the 3x3 filters [K, C, 3, 3] at `weights`, in the layout of `target`; channels beyond K and C become 0.
/// @pre isTransformed(target); `out` has target.get_size() bytes
void transformWeights(const float* weights, const dnnl::memory::desc& target, float* out);

}  // namespace planscope::kernels::onednn
