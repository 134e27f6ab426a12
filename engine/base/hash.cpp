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

std::uint64_t wordAt(const std::byte* at) {
    std::uint64_t word = 0;
    std::memcpy(&word, at, sizeof word);
    return word;
}

/// Weights are read at the speed of memory in four chains, since one chain waits for its multiplications.
constexpr std::size_t kManyBytes = 64 * 1024;

std::uint64_t mixMany(std::uint64_t h, std::span<const std::byte> bytes) {
    std::uint64_t a = h, b = h ^ kMulA, c = h ^ kMulB, d = h ^ (kMulA + kMulB);
    for (std::size_t at = 0; at + 32 <= bytes.size(); at += 32) {
        a = mix(a, wordAt(bytes.data() + at));
        b = mix(b, wordAt(bytes.data() + at + 8));
        c = mix(c, wordAt(bytes.data() + at + 16));
        d = mix(d, wordAt(bytes.data() + at + 24));
    }
    return mix(mix(mix(a, b), c), d);
}

}  // namespace

std::uint64_t hashBytes(std::span<const std::byte> bytes, std::uint64_t seed) {
    std::uint64_t h = mix(seed, bytes.size() + 1);
    if (bytes.size() >= kManyBytes) {
        h = mixMany(h, bytes);
        bytes = bytes.subspan(bytes.size() / 32 * 32);
    }
    while (bytes.size() >= 8) {
        h = mix(h, wordAt(bytes.data()));
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
