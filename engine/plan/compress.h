// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/base/result.h"

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace planscope::plan {

/// Text made short by references to what was there before (LZ77, greedy, offsets up to 64 KiB): eight bytes of length, then
/// runs. A run is a byte with two nibbles, literals and matched bytes beyond four, each continued by bytes while they are
/// 15 and then 255; the literals; and two bytes that say how far back the match begins. The last run has no match.
/// Equal texts give equal bytes.
std::vector<std::byte> compress(std::string_view text);

/// @errors Code::Format where the bytes are not what compress makes, Code::Limit above kMaxTextBytes
Result<std::string> decompress(std::span<const std::byte> bytes);

inline constexpr std::size_t kMaxTextBytes = std::size_t{1} << 28;

}  // namespace planscope::plan
