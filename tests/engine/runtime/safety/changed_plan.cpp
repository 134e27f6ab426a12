// SPDX-License-Identifier: Apache-2.0
#include "tests/engine/runtime/safety/changed_plan.h"

#include "engine/runtime/safety/checksum.h"
#include "engine/runtime/safety/sha256.h"

#include <cstring>

namespace planscope::safety_tests {
namespace {

constexpr std::size_t kHeader = 64, kRow = 40, kOffset = 16, kSize = 24, kCrc = 32, kHeaderBytes = 8, kSections = 40, kHeaderCrc = 52;
constexpr int kDigest = 7;

template <class T>
T numberAt(const std::vector<std::byte>& plan, std::size_t at) {
    T out{};
    std::memcpy(&out, plan.data() + at, sizeof out);
    return out;
}

struct Area {
    const unsigned char* data = nullptr;
    std::uint64_t count = 0;
};

/// Empty where it leaves the plan.
Area sectionOf(const std::vector<std::byte>& plan, std::size_t section) {
    const std::size_t row = kHeader + section * kRow;
    if (row + kRow > plan.size()) return {};
    const auto offset = numberAt<std::uint64_t>(plan, row + kOffset), size = numberAt<std::uint64_t>(plan, row + kSize);
    if (offset > plan.size() || size > plan.size() - offset) return {};
    return {reinterpret_cast<const unsigned char*>(plan.data()) + offset, size};
}

}  // namespace

std::uint64_t sectionOffset(const std::vector<std::byte>& plan, int section) {
    return numberAt<std::uint64_t>(plan, kHeader + static_cast<std::size_t>(section) * kRow + kOffset);
}

void repairDigest(std::vector<std::byte>& plan) {
    safety::Sha256 sum;
    for (std::size_t i = 0; i < kDigest; ++i) {
        const Area area = sectionOf(plan, i);
        sum.add(area.data, area.count);
    }
    const Area digest = sectionOf(plan, kDigest);
    if (digest.count == safety::kDigestBytes) sum.finish(const_cast<unsigned char*>(digest.data));
}

void repairChecksums(std::vector<std::byte>& plan) {
    const auto sections = numberAt<std::uint32_t>(plan, kSections);
    for (std::size_t i = 0; i < sections && kHeader + (i + 1) * kRow <= plan.size(); ++i) {
        const Area area = sectionOf(plan, i);
        if (!area.data) continue;
        const std::uint32_t sum = safety::checksum(area.data, area.count);
        std::memcpy(plan.data() + kHeader + i * kRow + kCrc, &sum, sizeof sum);
    }
    const auto headerBytes = numberAt<std::uint32_t>(plan, kHeaderBytes);
    if (headerBytes > plan.size() || headerBytes < kHeader) return;
    std::memset(plan.data() + kHeaderCrc, 0, 4);
    const std::uint32_t sum = safety::checksum(reinterpret_cast<const unsigned char*>(plan.data()), headerBytes);
    std::memcpy(plan.data() + kHeaderCrc, &sum, sizeof sum);
}

}  // namespace planscope::safety_tests
