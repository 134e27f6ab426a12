// SPDX-License-Identifier: Apache-2.0
#include "engine/runtime/safety/sha256.h"

#include <cstring>

namespace planscope {
namespace safety {
namespace {

constexpr std::uint64_t kBlock = 64;

constexpr std::uint32_t kRounds[64] = {
    0x428a2f98U, 0x71374491U, 0xb5c0fbcfU, 0xe9b5dba5U, 0x3956c25bU, 0x59f111f1U, 0x923f82a4U, 0xab1c5ed5U, 0xd807aa98U, 0x12835b01U, 0x243185beU,
    0x550c7dc3U, 0x72be5d74U, 0x80deb1feU, 0x9bdc06a7U, 0xc19bf174U, 0xe49b69c1U, 0xefbe4786U, 0x0fc19dc6U, 0x240ca1ccU, 0x2de92c6fU, 0x4a7484aaU,
    0x5cb0a9dcU, 0x76f988daU, 0x983e5152U, 0xa831c66dU, 0xb00327c8U, 0xbf597fc7U, 0xc6e00bf3U, 0xd5a79147U, 0x06ca6351U, 0x14292967U, 0x27b70a85U,
    0x2e1b2138U, 0x4d2c6dfcU, 0x53380d13U, 0x650a7354U, 0x766a0abbU, 0x81c2c92eU, 0x92722c85U, 0xa2bfe8a1U, 0xa81a664bU, 0xc24b8b70U, 0xc76c51a3U,
    0xd192e819U, 0xd6990624U, 0xf40e3585U, 0x106aa070U, 0x19a4c116U, 0x1e376c08U, 0x2748774cU, 0x34b0bcb5U, 0x391c0cb3U, 0x4ed8aa4aU, 0x5b9cca4fU,
    0x682e6ff3U, 0x748f82eeU, 0x78a5636fU, 0x84c87814U, 0x8cc70208U, 0x90befffaU, 0xa4506cebU, 0xbef9a3f7U, 0xc67178f2U};

std::uint32_t turned(std::uint32_t value, int bits) { return (value >> bits) | (value << (32 - bits)); }

std::uint32_t bigEndian(const unsigned char* b) {
    return std::uint32_t{b[0]} << 24 | std::uint32_t{b[1]} << 16 | std::uint32_t{b[2]} << 8 | std::uint32_t{b[3]};
}

}  // namespace

void Sha256::addBlock(const unsigned char* block) noexcept {
    std::uint32_t w[64];
    for (int i = 0; i < 16; ++i) w[i] = bigEndian(block + 4 * i);
    for (int i = 16; i < 64; ++i) {
        const std::uint32_t low = turned(w[i - 15], 7) ^ turned(w[i - 15], 18) ^ (w[i - 15] >> 3);
        const std::uint32_t high = turned(w[i - 2], 17) ^ turned(w[i - 2], 19) ^ (w[i - 2] >> 10);
        w[i] = w[i - 16] + low + w[i - 7] + high;
    }
    std::uint32_t s[8];
    std::memcpy(s, m_state, sizeof s);
    for (int i = 0; i < 64; ++i) {
        const std::uint32_t one = turned(s[4], 6) ^ turned(s[4], 11) ^ turned(s[4], 25);
        const std::uint32_t first = s[7] + one + ((s[4] & s[5]) ^ (~s[4] & s[6])) + kRounds[i] + w[i];
        const std::uint32_t zero = turned(s[0], 2) ^ turned(s[0], 13) ^ turned(s[0], 22);
        const std::uint32_t second = zero + ((s[0] & s[1]) ^ (s[0] & s[2]) ^ (s[1] & s[2]));
        for (int k = 7; k > 0; --k) s[k] = s[k - 1];
        s[4] += first;
        s[0] = first + second;
    }
    for (int i = 0; i < 8; ++i) m_state[i] += s[i];
}

void Sha256::add(const unsigned char* bytes, std::uint64_t count) noexcept {
    while (count > 0) {
        const std::uint64_t filled = m_count % kBlock;
        const std::uint64_t part = count < kBlock - filled ? count : kBlock - filled;
        std::memcpy(m_block + filled, bytes, part);
        m_count += part;
        bytes += part;
        count -= part;
        if (m_count % kBlock == 0) addBlock(m_block);
    }
}

void Sha256::finish(unsigned char* digest) noexcept {
    const std::uint64_t bits = m_count * 8;
    constexpr unsigned char kOne = 0x80, kZero = 0;
    add(&kOne, 1);
    while (m_count % kBlock != 56) add(&kZero, 1);
    unsigned char length[8];
    for (int i = 0; i < 8; ++i) length[i] = static_cast<unsigned char>(bits >> (56 - 8 * i));
    add(length, sizeof length);
    for (int i = 0; i < 32; ++i) digest[i] = static_cast<unsigned char>(m_state[i / 4] >> (24 - 8 * (i % 4)));
}

}  // namespace safety
}  // namespace planscope
