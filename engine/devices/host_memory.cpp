// SPDX-License-Identifier: Apache-2.0
#include "engine/devices/host_memory.h"

#include "engine/base/check.h"

#include <cstdlib>
#include <cstring>

namespace planscope::devices {
namespace {

class HostMemory final : public DeviceMemory {
public:
    HostMemory(void* data, std::size_t bytes) : m_data(data), m_bytes(bytes) {}
    ~HostMemory() override { std::free(m_data); }
    HostMemory(const HostMemory&) = delete;
    HostMemory& operator=(const HostMemory&) = delete;

    DeviceAddress address() const override { return {reinterpret_cast<std::uintptr_t>(m_data)}; }
    std::size_t bytes() const override { return m_bytes; }

private:
    void* m_data;
    std::size_t m_bytes;
};

}  // namespace

Result<std::unique_ptr<DeviceMemory>> allocateHost(std::size_t bytes) {
    constexpr std::size_t kMost = SIZE_MAX - kHostAlignment;
    PS_CHECK(bytes <= kMost, Code::Memory, "{} bytes of host memory cannot be addressed", bytes);
    const std::size_t rounded = std::max(kHostAlignment, (bytes + kHostAlignment - 1) / kHostAlignment * kHostAlignment);
    void* const data = std::aligned_alloc(kHostAlignment, rounded);
    PS_CHECK(data, Code::Memory, "{} bytes of host memory are not available", bytes);
    std::memset(data, 0, rounded);
    return std::make_unique<HostMemory>(data, bytes);
}

}  // namespace planscope::devices
