// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>

namespace planscope {
namespace safety {

/// CRC-32C (Castagnoli) without tables in writable memory. @param before  the sum of the bytes in front
std::uint32_t checksum(const unsigned char* bytes, std::uint64_t count, std::uint32_t before = 0) noexcept;

}  // namespace safety
}  // namespace planscope
