// SPDX-License-Identifier: Apache-2.0
#include "engine/devices/cpu/cpu_device.h"

#include "engine/devices/cpu/processor.h"
#include "engine/devices/cpu/tactic_table.h"
#include "engine/devices/fallback_lists.h"
#include "engine/devices/host_memory.h"
#include "engine/devices/host_stream.h"
#include "kernels/cpu/onednn/primitive.h"

#include <fmt/format.h>

namespace planscope::devices::cpu {
namespace {

/// Raised when the speed of Planscope's own kernels changes, so that old timings are not reused.
constexpr int kKernelGeneration = 2;

DeviceInfo describe(int threads) {
    const Processor processor = detectProcessor();
    DeviceInfo info;
    info.id = "cpu";
    info.description = fmt::format("{} ({}), {} {}", processor.name, processor.featureText(), threads,
                                   threads == 1 ? "thread" : "threads");
    info.cpu = processor.features;
    info.threads = threads;
    info.fingerprint = fmt::format("cpu|{}|{}|oneDNN {}|kernels {}", processor.name, processor.featureText(),
                                   kernels::onednn::libraryVersion(), kKernelGeneration);
    return info;
}

class CpuDevice final : public Device {
public:
    explicit CpuDevice(int threads) : m_info(describe(threads)) {}

    const DeviceInfo& info() const override { return m_info; }
    Result<std::unique_ptr<DeviceMemory>> allocate(std::size_t bytes) const override { return allocateHost(bytes); }
    DeviceAddress addressOf(std::span<const std::byte> bytes) const override { return hostAddress(bytes); }
    std::unique_ptr<Stream> createStream() const override { return makeHostStream(m_info.threads, Denormals::Flush); }
    std::unique_ptr<Event> createEvent() const override { return makeHostEvent(); }
    std::span<const TacticList* const> tacticLists() const override { return m_lists.lists(); }

private:
    DeviceInfo m_info;
    FallbackLists m_lists{tacticTable(), ".cpu.reference"};
};

}  // namespace

std::shared_ptr<const Device> makeDevice(int threads) {
    kernels::onednn::disableCache();
    return std::make_shared<CpuDevice>(threads);
}

}  // namespace planscope::devices::cpu
