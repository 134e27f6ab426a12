// SPDX-License-Identifier: Apache-2.0
#include "samples/plugins/snake.h"

#include <cuda_runtime_api.h>

namespace samples {
namespace {

__global__ void snake(const float* x, float* y, std::int64_t count, float frequency) {
    const std::int64_t step = static_cast<std::int64_t>(gridDim.x) * blockDim.x;
    for (std::int64_t i = static_cast<std::int64_t>(blockIdx.x) * blockDim.x + threadIdx.x; i < count; i += step) {
        const float wave = sinf(frequency * x[i]);
        y[i] = x[i] + wave * wave / frequency;
    }
}

}  // namespace

int snakeOnCuda(const float* x, float* y, std::int64_t count, float frequency, void* stream) {
    if (count == 0) return 0;
    constexpr int kThreads = 256;
    constexpr std::int64_t kMaxBlocks = 4096;
    const std::int64_t blocks = (count + kThreads - 1) / kThreads;
    snake<<<static_cast<unsigned>(blocks < kMaxBlocks ? blocks : kMaxBlocks), kThreads, 0, static_cast<cudaStream_t>(stream)>>>(
        x, y, count, frequency);
    return cudaGetLastError() == cudaSuccess ? 0 : 1;
}

}  // namespace samples
