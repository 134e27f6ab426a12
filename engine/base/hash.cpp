// SPDX-License-Identifier: Apache-2.0
#include "engine/base/hash.h"

#include <cstring>

namespace planscope {
namespace {

constexpr std::uint64_t kMulA = 0x9fb21c651e98df25ull;
constexpr std::uint64_t kMulB = 0xd6e8feb86659fd93ull;

std::uint64_t mix(std::uint64_t h, std::uint64_t word) {
    h = (h ^ (word * kMulA)) * kMulB;
    return h ^ (h >> 29);
}

}  // namespace

std::uint64_t hashBytes(std::span<const std::byte> bytes, std::uint64_t seed) {
    std::uint64_t h = mix(seed, bytes.size() + 1);
    while (bytes.size() >= 8) {
        std::uint64_t word;
        std::memcpy(&word, bytes.data(), 8);
        h = mix(h, word);
        bytes = bytes.subspan(8);
    }
    std::uint64_t tail = 0;
    if (!bytes.empty()) std::memcpy(&tail, bytes.data(), bytes.size());
    h = mix(h, tail);
    h ^= h >> 32;
    h *= kMulA;
    return h ^ (h >> 28);
}

}  // namespace planscope
