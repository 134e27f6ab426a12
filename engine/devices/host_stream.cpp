// SPDX-License-Identifier: Apache-2.0
#include "engine/devices/host_stream.h"

#include "engine/devices/host_memory.h"
#include "engine/devices/tactic.h"

#include <chrono>
#include <cstring>
#include <omp.h>

namespace planscope::devices {
namespace {

using Clock = std::chrono::steady_clock;

class HostEvent final : public Event {
public:
    Clock::time_point at;
};

class HostStream final : public Stream {
public:
    explicit HostStream(int threads) : m_threads(threads) {}

    KernelStatus launch(Kernel& kernel, const KernelArgs& args) noexcept override {
        const ThreadScope scope(m_threads);
        return kernel.run(args);
    }
    KernelStatus copyToDevice(DeviceAddress to, std::span<const std::byte> from) noexcept override {
        if (!from.empty()) std::memcpy(hostPointer(to), from.data(), from.size());
        return KernelStatus::Ok;
    }
    KernelStatus copyToHost(std::span<std::byte> to, DeviceAddress from) noexcept override {
        if (!to.empty()) std::memcpy(to.data(), hostPointer(from), to.size());
        return KernelStatus::Ok;
    }
    KernelStatus fillZero(DeviceAddress to, std::size_t bytes) noexcept override {
        if (bytes > 0) std::memset(hostPointer(to), 0, bytes);
        return KernelStatus::Ok;
    }
    void record(Event& event) noexcept override { static_cast<HostEvent&>(event).at = Clock::now(); }
    KernelStatus synchronize() noexcept override { return KernelStatus::Ok; }
    std::int64_t elapsedNs(const Event& begin, const Event& end) const noexcept override {
        return std::chrono::nanoseconds(static_cast<const HostEvent&>(end).at - static_cast<const HostEvent&>(begin).at)
            .count();
    }

private:
    int m_threads;
};

}  // namespace

ThreadScope::ThreadScope(int threads) noexcept : m_before(omp_get_max_threads()) {
    if (threads != m_before) omp_set_num_threads(threads);
}

ThreadScope::~ThreadScope() {
    if (omp_get_max_threads() != m_before) omp_set_num_threads(m_before);
}

std::unique_ptr<Stream> makeHostStream(int threads) { return std::make_unique<HostStream>(threads); }
std::unique_ptr<Event> makeHostEvent() { return std::make_unique<HostEvent>(); }

}  // namespace planscope::devices
