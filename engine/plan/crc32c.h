// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstddef>
#include <cstdint>
#include <span>

namespace planscope::plan {

/// CRC-32C (Castagnoli), as in RFC 3720: the sum of "123456789" is 0xe3069283. Uses the processor's instruction where
/// it has one; the result is the same.
/// @param before  the sum of the bytes in front of these, to sum in parts
std::uint32_t crc32c(std::span<const std::byte> bytes, std::uint32_t before = 0);

/// The table-driven way, for machines without the instruction and for tests.
std::uint32_t crc32cPortable(std::span<const std::byte> bytes, std::uint32_t before = 0);

}  // namespace planscope::plan
