// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>

namespace planscope {

/// What a fill layer writes.
enum class FillOperation : std::uint8_t { Linspace, RandomUniform, RandomNormal };

}  // namespace planscope
