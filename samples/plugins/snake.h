// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>

namespace samples {

/// y = x + sin(frequency * x)^2 / frequency for `count` floats on a CUDA stream. 0 is success. In snake.cu, which is compiled
/// only where CUDA is enabled.
int snakeOnCuda(const float* x, float* y, std::int64_t count, float frequency, void* stream);

}  // namespace samples
