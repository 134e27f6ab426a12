// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstddef>
#include <cstdint>
#include <span>

namespace planscope::plan {

/// CRC-32C (Castagnoli), as in RFC 3720: the sum of "123456789" is 0xe3069283. Uses the processor's instruction where
/// it has one; the result is the same.
std::uint32_t crc32c(std::span<const std::byte> bytes);

/// The table-driven way, for machines without the instruction and for tests.
std::uint32_t crc32cPortable(std::span<const std::byte> bytes);

}  // namespace planscope::plan
