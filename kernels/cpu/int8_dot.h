// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "kernels/cpu/cpu_features.h"
#include "kernels/cpu/int8_isa.h"

#include <string_view>
#include <vector>

namespace planscope::kernels::cpu {

/// The ways to sum products of bytes that this processor and its operating system offer under `isa`, fastest first. The first
/// call asks the operating system for the tile registers.
std::vector<Int8Dot> availableInt8Dots(Isa isa);

/// "amx", "vnni", "plain".
std::string_view nameOf(Int8Dot dot);

}  // namespace planscope::kernels::cpu
