// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/plan/engine.h"
#include "engine/runtime/standard/inference_context.h"

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
class ExecutionContext final : public InferenceContext {
public:
    /// @errors Code::Memory if the arena exceeds kContextLimitBytes or cannot be allocated
    static Result<std::unique_ptr<ExecutionContext>> create(std::shared_ptr<const LoadedEngine> engine);
    ~ExecutionContext() override;

    /// Own input and output buffers, bound by default.
    DeviceAddress inputAddress(int index) const;
    DeviceAddress outputAddress(int index) const;
    /// Binds the caller's memory by binding name; it must stay valid and hold the tensor's bytes, 64-byte aligned. A null
    /// address binds the own buffer again.
    /// @errors Code::Option naming the bindings that exist
    Status bind(std::string_view name, DeviceAddress address);

    Dims inputDims(int index) const override;
    Status setInputShape(std::string_view name, const Dims& dims) override;
    Status setInput(int index, std::span<const std::byte> bytes) override;
    Status run(StepProfiler* profiler = nullptr) override;
    Dims outputDims(int index) const override;
    Status readOutput(int index, std::span<std::byte> bytes) const override;

    const Engine& engine() const override;
    const Engine& executedEngine() const override { return engine(); }

private:
    struct State;
    explicit ExecutionContext(std::unique_ptr<State> state);
    std::unique_ptr<State> m_state;
};

}  // namespace planscope
