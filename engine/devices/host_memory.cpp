// SPDX-License-Identifier: Apache-2.0
#include "engine/devices/host_memory.h"

#include "engine/base/check.h"

#include <cstdlib>

namespace planscope::devices {
namespace {

class HostMemory final : public DeviceMemory {
public:
    /// @param block  of calloc(), at least kHostAlignment bytes larger than `bytes`
    HostMemory(void* block, std::size_t bytes) : m_block(block), m_bytes(bytes) {}
    ~HostMemory() override { std::free(m_block); }
    HostMemory(const HostMemory&) = delete;
    HostMemory& operator=(const HostMemory&) = delete;

    DeviceAddress address() const override {
        return {(reinterpret_cast<std::uintptr_t>(m_block) + kHostAlignment - 1) / kHostAlignment * kHostAlignment};
    }
    std::size_t bytes() const override { return m_bytes; }

private:
    void* m_block;
    std::size_t m_bytes;
};

}  // namespace

Result<std::unique_ptr<DeviceMemory>> allocateHost(std::size_t bytes) {
    constexpr std::size_t kMost = SIZE_MAX - 2 * kHostAlignment;
    PS_CHECK(bytes <= kMost, Code::Memory, "{} bytes of host memory cannot be addressed", bytes);
    // Large blocks come as untouched zero pages of the system, which cost nothing until they are used.
    void* const block = std::calloc(bytes + 2 * kHostAlignment, 1);
    PS_CHECK(block, Code::Memory, "{} bytes of host memory are not available", bytes);
    return std::make_unique<HostMemory>(block, bytes);
}

}  // namespace planscope::devices
