// SPDX-License-Identifier: Apache-2.0
#include "tests/fuzz/repair_plan.h"

#include "engine/plan/container.h"
#include "engine/plan/crc32c.h"

#include <algorithm>
#include <cstring>
#include <type_traits>

namespace planscope::fuzz {
namespace {

/// Offsets of the header's fields, as the container's documentation lists them.
constexpr std::size_t kHeaderBytes = 8, kLayout = 12, kVersionNumbers = 16, kFileBytes = 32, kSectionCount = 40, kHeaderCrc = 52, kRows = 64;
constexpr std::size_t kRowBytes = 40, kRowOffset = 16, kRowSize = 24, kRowCrc = 32;
constexpr std::uint32_t kSections = 16;

template <class T>
T at(std::span<const std::byte> bytes, std::size_t offset) {
    T value;
    std::memcpy(&value, bytes.data() + offset, sizeof value);
    return value;
}

template <class T>
    requires std::is_integral_v<T>
void put(std::span<std::byte> bytes, std::size_t offset, T value) {
    std::memcpy(bytes.data() + offset, &value, sizeof value);
}

void repairSection(std::span<std::byte> plan, std::size_t row) {
    const auto offset = at<std::uint64_t>(plan, row + kRowOffset), bytes = at<std::uint64_t>(plan, row + kRowSize);
    if (offset > plan.size() || bytes > plan.size() - offset) return;
    put(plan, row + kRowCrc, plan::crc32c(plan.subspan(offset, bytes)));
}

}  // namespace

void repairPlan(std::span<std::byte> plan) {
    if (plan.size() < kRows) return;
    std::memcpy(plan.data(), plan::kMagic.data(), plan::kMagic.size());
    const std::uint32_t numbers[] = {static_cast<std::uint32_t>(kVersion.major), static_cast<std::uint32_t>(kVersion.minor),
                                     static_cast<std::uint32_t>(kVersion.patch), static_cast<std::uint32_t>(kVersion.build)};
    std::memcpy(plan.data() + kVersionNumbers, numbers, sizeof numbers);
    put(plan, kLayout, plan::kLayoutVersion);
    put(plan, kFileBytes, static_cast<std::uint64_t>(plan.size()));
    const std::uint32_t count = std::min(at<std::uint32_t>(plan, kSectionCount), kSections);
    for (std::size_t row = kRows; row < kRows + count * kRowBytes && row + kRowBytes <= plan.size(); row += kRowBytes)
        repairSection(plan, row);
    const auto headerBytes = at<std::uint32_t>(plan, kHeaderBytes);
    if (headerBytes < kRows || headerBytes > plan.size()) return;
    put(plan, kHeaderCrc, std::uint32_t{0});
    put(plan, kHeaderCrc, plan::crc32c(plan.first(headerBytes)));
}

}  // namespace planscope::fuzz
