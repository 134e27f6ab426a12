// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/plan/engine.h"
#include "engine/runtime/profiler.h"

#include <memory>
#include <span>
#include <string_view>

namespace planscope {

/// An engine made ready on a device: kernels lowered, constants placed. Shared by contexts; immutable.
class LoadedEngine;

/// @errors Code::Version if the engine was built for another device or fingerprint; Code::NoTactic if a stored variant
///         cannot be made here; Code::Memory
Result<std::shared_ptr<const LoadedEngine>> loadEngine(Engine engine, std::shared_ptr<const Device> device);
const Engine& engineOf(const LoadedEngine& loaded);

/// Runs one engine: owns the arena and the bindings. Used by one thread at a time; contexts of one engine take turns,
/// since they share its kernels. run() allocates nothing on the heap.
class ExecutionContext {
public:
    /// @errors Code::Memory if the arena exceeds kContextLimitBytes or cannot be allocated
    static Result<std::unique_ptr<ExecutionContext>> create(std::shared_ptr<const LoadedEngine> engine);
    ~ExecutionContext();

    /// Own input and output buffers, bound by default.
    DeviceAddress inputAddress(int index) const;
    DeviceAddress outputAddress(int index) const;
    /// Binds the caller's memory by binding name; it must stay valid and hold the tensor's bytes, 64-byte aligned. A null
    /// address binds the own buffer again.
    /// @errors Code::Option naming the bindings that exist
    Status bind(std::string_view name, DeviceAddress address);

    /// Copies a host tensor (Linear, the binding's type and dims) into a bound input, or an output to the host; other
    /// formats are repacked on the way. @pre index is one of the engine's bindings
    Status setInput(int index, std::span<const std::byte> bytes);
    Status readOutput(int index, std::span<std::byte> bytes) const;

    /// One inference, synchronous. @param profiler  null: none; else it gets one row of step times, for which the device
    /// is waited for after every step
    /// @errors Code::Value for a bad index in data; Code::Device with the step's name otherwise
    Status run(StepProfiler* profiler = nullptr);

    const Engine& engine() const;

private:
    struct State;
    explicit ExecutionContext(std::unique_ptr<State> state);
    std::unique_ptr<State> m_state;
};

}  // namespace planscope
