// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/devices/tactic.h"

#include <array>
#include <atomic>

namespace planscope::runtime_tests {

/// A device whose addresses are no host pointers and whose streams do nothing before synchronize(): whoever writes
/// through an address, or looks at a result too early, is caught.
class FakeDevice final : public Device {
public:
    explicit FakeDevice(std::span<const TacticList* const> lists);

    const DeviceInfo& info() const override { return m_info; }
    Result<std::unique_ptr<DeviceMemory>> allocate(std::size_t bytes) const override;
    std::unique_ptr<Stream> createStream() const override;
    std::unique_ptr<Event> createEvent() const override { return nullptr; }
    std::span<const TacticList* const> tacticLists() const override { return m_lists; }

    void setInfo(DeviceInfo info) { m_info = std::move(info); }
    /// The bytes behind an address, for kernels and checks. @pre the address was given out by allocate()
    static std::byte* bytesAt(DeviceAddress address);
    static std::uint64_t allocatedBytes();

private:
    DeviceInfo m_info;
    std::span<const TacticList* const> m_lists;
};

/// What the kernels of the fake device do in place of arithmetic.
struct FakeFaults {
    std::atomic<KernelStatus> status{KernelStatus::Ok};  ///< answered by every kernel
    std::atomic<int> running{0};                         ///< kernels at work now
    std::atomic<int> collisions{0};                      ///< times that two were
};
FakeFaults& faults();

}  // namespace planscope::runtime_tests
