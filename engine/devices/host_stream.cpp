// SPDX-License-Identifier: Apache-2.0
#include "engine/devices/host_stream.h"

#include "engine/devices/host_memory.h"
#include "engine/devices/floating_point_mode.h"
#include "engine/devices/tactic.h"

#include <chrono>
#include <cstring>
#include <omp.h>
#include <thread>

namespace planscope::devices {
namespace {

using Clock = std::chrono::steady_clock;

class HostEvent final : public Event {
public:
    Clock::time_point at;
};

class HostStream final : public Stream {
public:
    HostStream(int threads, Denormals denormals) : m_threads(threads), m_denormals(denormals) {}

    KernelStatus launch(Kernel& kernel, const KernelArgs& args) noexcept override {
        const ThreadScope threads(m_threads);
        const FlushScope flush(m_denormals == Denormals::Flush);
        prepareWorkers();
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
    /// OpenMP gives every thread that calls it workers of its own; new ones inherit its mode, older ones must be told.
    void prepareWorkers() noexcept {
        if (m_threads == 1 || m_denormals == Denormals::Keep || m_caller == std::this_thread::get_id()) return;
#pragma omp parallel num_threads(m_threads)
        setFlushMode();
        m_caller = std::this_thread::get_id();
    }

    int m_threads;
    Denormals m_denormals;
    std::thread::id m_caller;
};

}  // namespace

ThreadScope::ThreadScope(int threads) noexcept : m_before(omp_get_max_threads()) {
    if (threads != m_before) omp_set_num_threads(threads);
}

ThreadScope::~ThreadScope() {
    if (omp_get_max_threads() != m_before) omp_set_num_threads(m_before);
}

std::unique_ptr<Stream> makeHostStream(int threads, Denormals denormals) {
    return std::make_unique<HostStream>(threads, denormals);
}

std::unique_ptr<Event> makeHostEvent() { return std::make_unique<HostEvent>(); }

}  // namespace planscope::devices
