// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/devices/device.h"

namespace planscope {

/// Device memory that is made larger when a shape asks for it, and never smaller: shapes seen before cost nothing.
class GrowingBuffer {
public:
    /// At least `bytes`; what was in it is lost where it grows. @errors Code::Memory
    Status reserve(const Device& device, std::uint64_t bytes);
    /// At least `bytes`, with the first `kept` bytes as they were; grows by half at least.
    Status extend(const Device& device, Stream& stream, std::uint64_t bytes, std::uint64_t kept);

    DeviceAddress address() const { return m_memory ? m_memory->address() : DeviceAddress{}; }
    std::uint64_t bytes() const { return m_memory ? m_memory->bytes() : 0; }

private:
    std::unique_ptr<DeviceMemory> m_memory;
};

}  // namespace planscope
