// SPDX-License-Identifier: Apache-2.0
#include "engine/devices/reference/reference_device.h"

#include "engine/base/version.h"
#include "engine/devices/fallback_lists.h"
#include "engine/devices/host_memory.h"
#include "engine/devices/host_stream.h"

namespace planscope::devices::reference {
namespace {

DeviceInfo describe() {
    DeviceInfo info;
    info.id = "reference";
    info.description = "Scalar reference kernels";
    info.threads = 1;
    info.fingerprint = std::string("reference planscope-") + kProductVersion;
    return info;
}

class ReferenceDevice final : public Device {
public:
    const DeviceInfo& info() const override { return m_info; }
    Result<std::unique_ptr<DeviceMemory>> allocate(std::size_t bytes) const override { return allocateHost(bytes); }
    DeviceAddress addressOf(std::span<const std::byte> bytes) const override { return hostAddress(bytes); }
    std::unique_ptr<Stream> createStream() const override { return makeHostStream(m_info.threads, Denormals::Keep); }
    std::unique_ptr<Event> createEvent() const override { return makeHostEvent(); }
    std::span<const TacticList* const> tacticLists() const override { return m_lists.lists(); }

private:
    DeviceInfo m_info = describe();
    FallbackLists m_lists{{}, ".reference.scalar"};
};

}  // namespace

std::shared_ptr<const Device> makeDevice() { return std::make_shared<ReferenceDevice>(); }

}  // namespace planscope::devices::reference
