// SPDX-License-Identifier: Apache-2.0
#include "engine/runtime/standard/placed_constants.h"

#include "engine/base/check.h"

namespace planscope {
namespace {

constexpr std::uint64_t kAlignment = 64;

constexpr std::uint64_t aligned(std::uint64_t bytes) { return (bytes + kAlignment - 1) / kAlignment * kAlignment; }

}  // namespace

Result<PlacedConstants> PlacedConstants::place(const Device& device, std::span<const ConstantPtr> constants) {
    PlacedConstants out;
    std::vector<const Constant*> blocks;
    std::uint64_t total = 0;
    for (const ConstantPtr& constant : constants) {
        if (!out.m_offsets.emplace(constant->bytes().data(), total).second) continue;
        blocks.push_back(constant.get());
        out.m_owners.push_back(constant);
        total += aligned(std::max<std::uint64_t>(constant->bytes().size(), 1));
    }
    if (total == 0) return out;
    PS_ASSIGN(out.m_memory, within("constants", device.allocate(total)));
    const std::unique_ptr<Stream> stream = device.createStream();
    for (const Constant* block : blocks)
        PS_CHECK(stream->copyToDevice(out.find(*block), block->bytes()) == KernelStatus::Ok, Code::Device,
                 "copying the constants to device '{}' failed", device.info().id);
    PS_CHECK(stream->synchronize() == KernelStatus::Ok, Code::Device, "copying the constants to device '{}' failed", device.info().id);
    return out;
}

DeviceAddress PlacedConstants::find(const Constant& constant) const {
    const auto at = m_offsets.find(constant.bytes().data());
    return at == m_offsets.end() ? DeviceAddress{} : m_memory->address().offset(at->second);
}

}  // namespace planscope
