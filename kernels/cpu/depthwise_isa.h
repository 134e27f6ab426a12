// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>

namespace planscope::kernels::cpu {

/// One output row of a depthwise convolution over one image and a run of channels (channel formats) or one channel
/// (Linear). Strides and offsets are in floats.
struct DepthwiseRow {
    const float* in = nullptr;       ///< pixel (0, 0) of the first channel
    std::int64_t pixelStride = 1, rowStride = 0;
    std::int64_t inHeight = 0, inWidth = 0;
    const float* weights = nullptr;  ///< [kernelHeight][kernelWidth][weightStride]
    std::int64_t weightStride = 1;
    const float* bias = nullptr;     ///< one per channel
    float* out = nullptr;            ///< pixel 0 of the output row
    std::int64_t outPixelStride = 1, outWidth = 0;
    std::int64_t kernelHeight = 0, kernelWidth = 0;
    std::int64_t dilationHeight = 1, dilationWidth = 1;
    std::int64_t strideWidth = 1;
    std::int64_t firstRow = 0;       ///< input row of the first tap; may be negative
    std::int64_t padLeft = 0;
    std::int64_t channels = 1;       ///< of the run
};

struct DepthwiseIsa {
    void (*channelRow)(const DepthwiseRow& row) = nullptr;  ///< channels are contiguous; weights and bias are padded
    void (*linearRow)(const DepthwiseRow& row) = nullptr;   ///< pixels are contiguous
};

namespace generic {
extern const DepthwiseIsa depthwiseIsa;
}
namespace avx2 {
extern const DepthwiseIsa depthwiseIsa;
}
namespace avx512 {
extern const DepthwiseIsa depthwiseIsa;
}

}  // namespace planscope::kernels::cpu
