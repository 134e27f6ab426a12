// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>

namespace planscope {

/// How elements of the reduced axes are combined.
enum class ReduceKind : std::uint8_t { Sum, Prod, Max, Min, Avg };

}  // namespace planscope
