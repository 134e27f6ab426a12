// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>

namespace planscope {

/// How many weights a scale layer has: one, one per channel, or one per element from the channel axis on.
enum class ScaleMode : std::uint8_t { Uniform, Channel, Elementwise };

}  // namespace planscope
