// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/plan/engine.h"

#include <map>

namespace planscope {

/// Constants where a device reads them: on the spot, where it can, or copied in one block. Constants that share bytes share
/// memory. Immutable.
class PlacedConstants {
public:
    PlacedConstants() = default;
    /// @errors Code::Memory, Code::Device
    static Result<PlacedConstants> place(const Device& device, std::span<const ConstantPtr> constants);

    /// Null if it is not among them.
    DeviceAddress find(const Constant& constant) const;
    /// Of the copies.
    std::uint64_t bytes() const { return m_memory ? m_memory->bytes() : 0; }

private:
    std::unique_ptr<DeviceMemory> m_memory;  ///< null without copies
    std::map<const std::byte*, DeviceAddress> m_addresses;
    std::vector<ConstantPtr> m_owners;       ///< keeps the addresses of the host's bytes taken
};

}  // namespace planscope
