// SPDX-License-Identifier: Apache-2.0
#include "engine/plan/crc32c.h"

#include <array>
#include <cstring>
#if defined(__x86_64__)
#include <nmmintrin.h>
#endif

namespace planscope::plan {
namespace {

constexpr std::uint32_t kPolynomial = 0x82f63b78;  // reflected 0x1edc6f41

constexpr std::array<std::uint32_t, 256> makeTable() {
    std::array<std::uint32_t, 256> table{};
    for (std::uint32_t i = 0; i < 256; ++i) {
        std::uint32_t value = i;
        for (int bit = 0; bit < 8; ++bit) value = value >> 1 ^ (value & 1 ? kPolynomial : 0);
        table[i] = value;
    }
    return table;
}

constexpr auto kTable = makeTable();

#if defined(__x86_64__)
__attribute__((target("sse4.2"))) std::uint32_t crc32cSse42(std::span<const std::byte> bytes, std::uint32_t before) {
    std::uint64_t crc = ~before;
    const std::byte* at = bytes.data();
    std::size_t left = bytes.size();
    for (; left >= 8; at += 8, left -= 8) {
        std::uint64_t word = 0;
        std::memcpy(&word, at, 8);
        crc = _mm_crc32_u64(crc, word);
    }
    auto tail = static_cast<std::uint32_t>(crc);
    for (; left > 0; ++at, --left) tail = _mm_crc32_u8(tail, static_cast<unsigned char>(*at));
    return ~tail;
}

bool hasInstruction() { return __builtin_cpu_supports("sse4.2"); }
#else
std::uint32_t crc32cSse42(std::span<const std::byte> bytes, std::uint32_t before) { return crc32cPortable(bytes, before); }

bool hasInstruction() { return false; }
#endif

}  // namespace

std::uint32_t crc32cPortable(std::span<const std::byte> bytes, std::uint32_t before) {
    std::uint32_t crc = ~before;
    for (const std::byte b : bytes) crc = crc >> 8 ^ kTable[(crc ^ static_cast<std::uint32_t>(b)) & 0xff];
    return ~crc;
}

std::uint32_t crc32c(std::span<const std::byte> bytes, std::uint32_t before) {
    return hasInstruction() ? crc32cSse42(bytes, before) : crc32cPortable(bytes, before);
}

}  // namespace planscope::plan
