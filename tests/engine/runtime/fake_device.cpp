// SPDX-License-Identifier: Apache-2.0
#include "tests/engine/runtime/fake_device.h"

#include "engine/base/check.h"

#include <cstring>

namespace planscope::runtime_tests {
namespace {

constexpr std::size_t kMemoryBytes = 1 << 20;
constexpr std::uintptr_t kBase = 0x1000;  // an address of the first page, which no program can read

alignas(64) std::array<std::byte, kMemoryBytes> gMemory;
std::size_t gUsed = 0;

struct FakeMemory final : DeviceMemory {
    std::size_t offset = 0, size = 0;
    DeviceAddress address() const override { return {kBase + offset}; }
    std::size_t bytes() const override { return size; }
};

/// Work that waits for synchronize().
struct Command {
    enum class Kind { Launch, ToDevice, ToHost, Zero } kind = Kind::Launch;
    Kernel* kernel = nullptr;
    KernelArgs args{};
    DeviceAddress address{};
    std::byte* host = nullptr;
    std::size_t bytes = 0;
};

class FakeStream final : public Stream {
public:
    KernelStatus launch(Kernel& kernel, const KernelArgs& args) noexcept override {
        return push({.kind = Command::Kind::Launch, .kernel = &kernel, .args = args});
    }
    KernelStatus copyToDevice(DeviceAddress to, std::span<const std::byte> from) noexcept override {
        auto* const host = const_cast<std::byte*>(from.data());
        return push({.kind = Command::Kind::ToDevice, .args = {}, .address = to, .host = host, .bytes = from.size()});
    }
    KernelStatus copyToHost(std::span<std::byte> to, DeviceAddress from) noexcept override {
        return push({.kind = Command::Kind::ToHost, .args = {}, .address = from, .host = to.data(), .bytes = to.size()});
    }
    KernelStatus fillZero(DeviceAddress to, std::size_t bytes) noexcept override {
        return push({.kind = Command::Kind::Zero, .args = {}, .address = to, .bytes = bytes});
    }
    void record(Event&) noexcept override {}
    std::int64_t elapsedNs(const Event&, const Event&) const noexcept override { return 0; }

    KernelStatus synchronize() noexcept override {
        KernelStatus first = KernelStatus::Ok;
        for (std::size_t i = 0; i < m_count; ++i) {
            const KernelStatus status = execute(m_commands[i]);
            if (first == KernelStatus::Ok) first = status;
        }
        m_count = 0;
        return first;
    }

private:
    KernelStatus push(const Command& command) noexcept {
        if (m_count == m_commands.size()) return KernelStatus::BackendFailed;
        m_commands[m_count++] = command;
        return KernelStatus::Ok;
    }
    static KernelStatus execute(const Command& command) noexcept {
        std::byte* const memory = command.kind == Command::Kind::Launch ? nullptr : FakeDevice::bytesAt(command.address);
        switch (command.kind) {
        case Command::Kind::Launch: return command.kernel->run(command.args);
        case Command::Kind::ToDevice: std::memcpy(memory, command.host, command.bytes); break;
        case Command::Kind::ToHost: std::memcpy(command.host, memory, command.bytes); break;
        case Command::Kind::Zero: std::memset(memory, 0, command.bytes); break;
        }
        return KernelStatus::Ok;
    }

    std::array<Command, 64> m_commands;
    std::size_t m_count = 0;
};

}  // namespace

FakeDevice::FakeDevice(std::span<const TacticList* const> lists) : m_lists(lists) {
    m_info.id = "fake";
    m_info.threads = 1;
    m_info.fingerprint = "fake 1";
}

Result<std::unique_ptr<DeviceMemory>> FakeDevice::allocate(std::size_t bytes) const {
    const std::size_t size = (bytes + 63) / 64 * 64;
    PS_CHECK(size <= kMemoryBytes - gUsed, Code::Memory, "the fake device has no {} bytes", bytes);
    auto memory = std::make_unique<FakeMemory>();
    memory->offset = gUsed;
    memory->size = bytes;
    std::memset(gMemory.data() + gUsed, 0xee, size);
    gUsed += size;
    return memory;
}

std::unique_ptr<Stream> FakeDevice::createStream() const { return std::make_unique<FakeStream>(); }

std::byte* FakeDevice::bytesAt(DeviceAddress address) { return gMemory.data() + (address.value - kBase); }

std::uint64_t FakeDevice::allocatedBytes() { return gUsed; }

FakeFaults& faults() {
    static FakeFaults instance;
    return instance;
}

}  // namespace planscope::runtime_tests
