// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/base/result.h"
#include "kernels/api/kernel_status.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace planscope {

struct TacticList;
class Kernel;

/// An address in a device's memory. Not a host pointer: only the device and its kernels may give it meaning.
struct DeviceAddress {
    std::uintptr_t value = 0;
    DeviceAddress offset(std::size_t bytes) const { return {value + bytes}; }
    explicit operator bool() const { return value != 0; }
};

/// Owns one allocation on a device; freed with the object. Alignment is at least 64 bytes.
class DeviceMemory {
public:
    virtual ~DeviceMemory() = default;
    virtual DeviceAddress address() const = 0;
    virtual std::size_t bytes() const = 0;
};

/// Instruction-set features that tactics ask for.
struct CpuFeatures {
    bool avx2 = false, fma = false, avx512 = false, avx512Vnni = false;
};

struct DeviceInfo {
    std::string id;           ///< "cpu", "reference", later "cuda:0"
    std::string description;  ///< processor or GPU name, as shown to people
    CpuFeatures cpu;
    int threads = 1;          ///< upper bound that the caller set, >= 1; 0 on devices without the notion
    /// Everything that makes timings not comparable: processor, features, library versions. Part of timing-cache keys.
    std::string fingerprint;
};

/// A point in a stream's work, for timing. Reusable.
class Event {
public:
    virtual ~Event() = default;
};

/// Where the tensors of one execution of a kernel are. `inputs` and `outputs` in the order of the layer; constants that
/// the kernel took into itself when lowered (weights) have a null address.
struct KernelArgs {
    std::span<const DeviceAddress> inputs;
    std::span<const DeviceAddress> outputs;
    DeviceAddress workspace;
};

/// An ordered queue of work. Calls return at once on asynchronous devices; a status is then reported by synchronize().
/// Used by one thread at a time.
class Stream {
public:
    virtual ~Stream() = default;
    /// Enqueues one execution. No heap traffic.
    virtual KernelStatus launch(Kernel& kernel, const KernelArgs& args) noexcept = 0;
    virtual KernelStatus copyToDevice(DeviceAddress to, std::span<const std::byte> from) noexcept = 0;
    virtual KernelStatus copyToHost(std::span<std::byte> to, DeviceAddress from) noexcept = 0;
    virtual KernelStatus fillZero(DeviceAddress to, std::size_t bytes) noexcept = 0;
    virtual void record(Event& event) noexcept = 0;
    virtual KernelStatus synchronize() noexcept = 0;
    /// Nanoseconds between two recorded events of this stream. @pre synchronize() was called after `end`
    virtual std::int64_t elapsedNs(const Event& begin, const Event& end) const noexcept = 0;
};

/// Executes kernels. Implementations: reference (scalar oracle), cpu; a CUDA module later. A device object is cheap,
/// immutable and may be shared by threads; its streams may not.
class Device {
public:
    virtual ~Device() = default;
    virtual const DeviceInfo& info() const = 0;
    virtual Result<std::unique_ptr<DeviceMemory>> allocate(std::size_t bytes) const = 0;
    /// Where the device reads these bytes without a copy; null: it cannot. They must stay where they are meanwhile.
    virtual DeviceAddress addressOf(std::span<const std::byte>) const { return {}; }
    virtual std::unique_ptr<Stream> createStream() const = 0;
    virtual std::unique_ptr<Event> createEvent() const = 0;
    /// Ordered tactic lists, one per layer kind that the device can run, sorted by kind name; reference tactics last in each.
    virtual std::span<const TacticList* const> tacticLists() const = 0;
};

/// "cpu" or "reference". @param threads  1 ... number of processors; 0: all
/// @errors Code::Device naming the devices that exist
Result<std::shared_ptr<const Device>> openDevice(std::string_view id, int threads);
std::vector<std::string> deviceIds();

}  // namespace planscope
