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
constexpr std::size_t kLane = 4096;  // bytes; three lanes at a time, because the instruction takes three cycles

/// Sums are linear: what a sum becomes once kLane zeros have followed is the exclusive or of what its bytes become.
using ZerosTable = std::array<std::array<std::uint32_t, 256>, 4>;

ZerosTable makeZerosTable() {
    std::array<std::uint32_t, 32> ofBit{};
    for (std::size_t bit = 0; bit < ofBit.size(); ++bit) {
        ofBit[bit] = 1U << bit;
        for (std::size_t i = 0; i < kLane; ++i) ofBit[bit] = ofBit[bit] >> 8 ^ kTable[ofBit[bit] & 0xff];
    }
    ZerosTable table{};
    for (std::size_t byte = 0; byte < table.size(); ++byte)
        for (std::size_t value = 0; value < 256; ++value)
            for (std::size_t bit = 0; bit < 8; ++bit)
                if (value >> bit & 1) table[byte][value] ^= ofBit[byte * 8 + bit];
    return table;
}

std::uint32_t afterZeros(std::uint64_t crc) {
    static const ZerosTable table = makeZerosTable();
    return table[0][crc & 0xff] ^ table[1][crc >> 8 & 0xff] ^ table[2][crc >> 16 & 0xff] ^ table[3][crc >> 24 & 0xff];
}

__attribute__((target("sse4.2"))) std::uint64_t addWord(std::uint64_t crc, const std::byte* at) {
    std::uint64_t word = 0;
    std::memcpy(&word, at, sizeof word);
    return _mm_crc32_u64(crc, word);
}

__attribute__((target("sse4.2"))) std::uint32_t crc32cSse42(std::span<const std::byte> bytes, std::uint32_t before) {
    std::uint64_t crc = ~before;
    const std::byte* at = bytes.data();
    std::size_t left = bytes.size();
    for (; left >= 3 * kLane; at += 3 * kLane, left -= 3 * kLane) {
        std::uint64_t second = 0, third = 0;
        for (std::size_t i = 0; i < kLane; i += 8) {
            crc = addWord(crc, at + i);
            second = addWord(second, at + kLane + i);
            third = addWord(third, at + 2 * kLane + i);
        }
        crc = afterZeros(afterZeros(crc) ^ second) ^ third;
    }
    for (; left >= 8; at += 8, left -= 8) crc = addWord(crc, at);
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
