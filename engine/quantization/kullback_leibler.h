// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <span>

namespace planscope::quantization {

/// How many of the first bins of a histogram to keep, so that quantising them to `levels` levels loses least information:
/// the Kullback-Leibler divergence between the histogram clipped there (what lies behind is added to the last bin kept) and
/// the same bins with every level's counts spread evenly over its bins that are not empty (a last bin that is empty before it gets the
/// outliers counts as 1e-4 there). Of equals the largest; bins.size()
/// where nothing else can be said. Source: "8-bit Inference with TensorRT", GTC 2017.
/// @pre bins.size() >= levels
std::size_t leastDivergentCut(std::span<const std::uint64_t> bins, std::size_t levels);

}  // namespace planscope::quantization
