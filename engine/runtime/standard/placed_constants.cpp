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
    std::map<const Constant*, std::uint64_t> offsets;  // of copies
    std::uint64_t total = 0;
    for (const ConstantPtr& constant : constants) {
        const DeviceAddress onTheSpot = device.addressOf(constant->bytes());
        if (!out.m_addresses.emplace(constant->bytes().data(), onTheSpot).second) continue;
        out.m_owners.push_back(constant);
        if (onTheSpot) continue;
        offsets.emplace(constant.get(), total);
        total += aligned(std::max<std::uint64_t>(constant->bytes().size(), 1));
    }
    if (total == 0) return out;
    PS_ASSIGN(out.m_memory, within("constants", device.allocate(total)));
    for (const auto& [constant, offset] : offsets) out.m_addresses[constant->bytes().data()] = out.m_memory->address().offset(offset);
    const std::unique_ptr<Stream> stream = device.createStream();
    for (const auto& [constant, offset] : offsets)
        PS_CHECK(stream->copyToDevice(out.find(*constant), constant->bytes()) == KernelStatus::Ok, Code::Device,
                 "copying the constants to device '{}' failed", device.info().id);
    PS_CHECK(stream->synchronize() == KernelStatus::Ok, Code::Device, "copying the constants to device '{}' failed", device.info().id);
    return out;
}

DeviceAddress PlacedConstants::find(const Constant& constant) const {
    const auto at = m_addresses.find(constant.bytes().data());
    return at == m_addresses.end() ? DeviceAddress{} : at->second;
}

}  // namespace planscope
