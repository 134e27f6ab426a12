// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>

namespace planscope::kernels::cpu {

/// One output row of a pooling over one image, whose channels lie together. Strides are in floats.
struct PoolingRow {
    const float* in = nullptr;  ///< first input row of the window, already clipped
    std::int64_t pixelStride = 1, rowStride = 0;
    std::int64_t rows = 0;        ///< of the window that lie in the input
    std::int64_t paddedRows = 0;  ///< that lie in the input or its padding
    std::int64_t inWidth = 0, padLeft = 0, padRight = 0;
    std::int64_t window = 1, stride = 1;  ///< along the width
    float* out = nullptr;
    std::int64_t outWidth = 0;
    std::int64_t channels = 1;
    bool isMax = true;
    bool countExcludesPadding = true;
};

struct PoolingIsa {
    void (*channelRow)(const PoolingRow& row) = nullptr;
};

namespace generic {
extern const PoolingIsa poolingIsa;
}
namespace avx2 {
extern const PoolingIsa poolingIsa;
}
namespace avx512 {
extern const PoolingIsa poolingIsa;
}

}  // namespace planscope::kernels::cpu
