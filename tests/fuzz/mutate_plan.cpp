// SPDX-License-Identifier: Apache-2.0
// libFuzzer's own mutations fit a plan badly: a byte more or less moves every section behind it. Here a mutation changes one
// section, and the container is packed around it again.
#include "engine/plan/container.h"
#include "tests/fuzz/fuzz_target.h"
#include "tests/fuzz/repair_plan.h"

#include <algorithm>
#include <cstring>
#include <vector>

using namespace planscope;

extern "C" std::size_t LLVMFuzzerMutate(std::uint8_t* data, std::size_t size, std::size_t limit);

extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size, std::size_t limit, unsigned seed) {
    constexpr unsigned kRawOneIn = 8;  // the container's own checks want inputs too
    std::vector<std::byte> plan(fuzz::asBytes(data, size).begin(), fuzz::asBytes(data, size).end());
    fuzz::repairPlan(plan);
    const auto container = plan::unpackContainer(plan);
    if (!container || container->sections.empty() || seed % kRawOneIn == 0) return LLVMFuzzerMutate(data, size, limit);

    plan::Container changed = *container;
    plan::Section& section = changed.sections[seed / kRawOneIn % changed.sections.size()];
    std::vector<std::byte> bytes(section.bytes.begin(), section.bytes.end());
    const std::size_t room = bytes.size() + std::max<std::size_t>(64, bytes.size() / 4);
    bytes.resize(room);
    bytes.resize(LLVMFuzzerMutate(reinterpret_cast<std::uint8_t*>(bytes.data()), section.bytes.size(), room));
    section.bytes = bytes;
    const std::vector<std::byte> packed = plan::packContainer(changed);
    if (packed.size() > limit) return LLVMFuzzerMutate(data, size, limit);
    std::memcpy(data, packed.data(), packed.size());
    return packed.size();
}
