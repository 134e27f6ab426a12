// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>

namespace planscope {
namespace safety {

constexpr int kDigestBytes = 32;

/// SHA-256 (FIPS 180-4) of bytes that come in parts.
class Sha256 {
public:
    void add(const unsigned char* bytes, std::uint64_t count) noexcept;
    /// Ends the sum; the object is spent. @param digest  kDigestBytes
    void finish(unsigned char* digest) noexcept;

private:
    void addBlock(const unsigned char* block) noexcept;

    std::uint32_t m_state[8] = {0x6a09e667U, 0xbb67ae85U, 0x3c6ef372U, 0xa54ff53aU, 0x510e527fU, 0x9b05688cU, 0x1f83d9abU, 0x5be0cd19U};
    unsigned char m_block[64] = {};
    std::uint64_t m_count = 0;
};

}  // namespace safety
}  // namespace planscope
