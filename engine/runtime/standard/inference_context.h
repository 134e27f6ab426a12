// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/plan/engine.h"
#include "engine/runtime/profiler.h"

#include <cstdint>
#include <memory>
#include <span>
#include <string_view>

namespace planscope {

/// Inferences on an engine, one after the other, whether its shapes are fixed (ExecutionContext) or open (OpenContext).
/// Used by one thread at a time. Indices are those of Engine::inputs and Engine::outputs.
class InferenceContext {
public:
    virtual ~InferenceContext() = default;

    virtual const Engine& engine() const = 0;

    /// Dims of the next inference's inputs. Open engines start with those that their profile calls opt.
    virtual Dims inputDims(int index) const = 0;
    /// @errors Code::Option if there is no such input; Code::Shape naming the axis that the engine or its profile refuses
    virtual Status setInputShape(std::string_view name, const Dims& dims) = 0;
    /// Copies a host tensor (Linear, the input's type and present dims) into the input; other formats are repacked on the
    /// way. @errors Code::Option if the size is wrong
    virtual Status setInput(int index, std::span<const std::byte> bytes) = 0;
    /// What an input whose value decides shapes holds now, Linear: what was set, or what the profile calls opt. Empty for all others.
    virtual std::span<const std::byte> shapeValue(int) const { return {}; }

    /// One inference, synchronous. @param profiler  null: none; else it gets one row of step times, for which the device
    /// is waited for after every step
    /// @errors Code::Value for a bad index in data; Code::Device with the step's name; Code::Shape where the inputs' shapes do
    ///         not go together
    virtual Status run(StepProfiler* profiler = nullptr) = 0;

    /// Dims of what the last run wrote. Before the first: the largest there can be, extents that nobody knows being open.
    virtual Dims outputDims(int index) const = 0;
    /// Copies an output to the host, Linear. @errors Code::Option if the size is wrong
    virtual Status readOutput(int index, std::span<std::byte> bytes) const = 0;

    /// The steps that the last run executed, reformats included: what profiles are about. For fixed shapes engine() itself;
    /// valid until the next call.
    virtual const Engine& executedEngine() const = 0;
};

/// What a context is asked for.
struct ContextOptions {
    std::size_t profile = 0;  ///< of an open engine, from 0
    /// A loop that has not ended after so many iterations fails; at least 1.
    std::int64_t maxLoopIterations = 1'000'000;
};

/// An engine, fixed or open, made ready to run on a device.
/// @errors those of loadEngine and of the contexts; Code::Option if there is no such profile
Result<std::unique_ptr<InferenceContext>> makeContext(Engine engine, std::shared_ptr<const Device> device, const ContextOptions& options = {});

}  // namespace planscope
