// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>

namespace planscope {

/// Which elements TopK keeps: the largest, descending, or the smallest, ascending.
enum class TopKOperation : std::uint8_t { Max, Min };

}  // namespace planscope
