// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/devices/tactic.h"
#include "engine/layers/window.h"
#include "kernels/cpu/onednn/convolution.h"

namespace planscope::devices::cpu {

/// Pairs of activation formats (input, output) worth trying for a convolution or deconvolution, best first.
std::vector<std::pair<Format, Format>> convolutionFormats(const Problem& problem, const DeviceInfo& device);

/// The problem of a convolution or deconvolution in oneDNN's terms. @pre acceptsConvolution
kernels::onednn::ConvolutionSpec convolutionSpec(const Problem& problem, const layers::Window& window, int groups,
                                                 const FormatSignature& formats);

/// Float tensors, constant weights and bias, nothing empty.
Verdict acceptsConvolution(const Problem& problem);

}  // namespace planscope::devices::cpu
