// SPDX-License-Identifier: Apache-2.0
#include "engine/runtime/safety/checksum.h"

#include <cstring>

namespace planscope {
namespace safety {
namespace {

constexpr int kSlices = 8;

struct Tables {
    std::uint32_t entries[kSlices][256];
};

constexpr Tables makeTables() {
    constexpr std::uint32_t kPolynomial = 0x82f63b78U;
    Tables tables{};
    for (std::uint32_t byte = 0; byte < 256; ++byte) {
        std::uint32_t value = byte;
        for (int bit = 0; bit < 8; ++bit) value = (value >> 1) ^ ((value & 1U) != 0 ? kPolynomial : 0U);
        tables.entries[0][byte] = value;
    }
    for (int slice = 1; slice < kSlices; ++slice)
        for (std::uint32_t byte = 0; byte < 256; ++byte) {
            const std::uint32_t before = tables.entries[slice - 1][byte];
            tables.entries[slice][byte] = (before >> 8) ^ tables.entries[0][before & 0xffU];
        }
    return tables;
}

constexpr Tables kTables = makeTables();

}  // namespace

std::uint32_t checksum(const unsigned char* bytes, std::uint64_t count, std::uint32_t before) noexcept {
    std::uint32_t sum = ~before;
    std::uint64_t i = 0;
    for (; i + kSlices <= count; i += kSlices) {
        std::uint32_t low = 0, high = 0;
        std::memcpy(&low, bytes + i, 4);
        std::memcpy(&high, bytes + i + 4, 4);
        low ^= sum;
        sum = 0;
        for (int byte = 0; byte < 4; ++byte)
            sum ^= kTables.entries[7 - byte][low >> (8 * byte) & 0xffU] ^ kTables.entries[3 - byte][high >> (8 * byte) & 0xffU];
    }
    for (; i < count; ++i) sum = (sum >> 8) ^ kTables.entries[0][(sum ^ bytes[i]) & 0xffU];
    return ~sum;
}

}  // namespace safety
}  // namespace planscope
