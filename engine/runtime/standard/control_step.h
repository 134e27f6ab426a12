// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/plan/engine.h"
#include "engine/runtime/standard/growing_buffer.h"

#include <span>

namespace planscope {

class LoadedOpenEngine;
struct ContextOptions;

/// A tensor of numbers' shape in device memory, Linear.
struct TensorRef {
    DataType type = DataType::Float;
    Dims dims;
    DeviceAddress address;
    ConstantPtr value{};  ///< where the host knows it
};

/// A step with bodies, which are contexts of their own. Used by one thread at a time.
class ControlStep {
public:
    virtual ~ControlStep() = default;

    /// Runs what its inputs ask for. @errors those of the bodies; Code::Limit for a loop without end
    virtual Status run(Stream& stream, std::span<const TensorRef> inputs) = 0;
    /// Of the last run.
    virtual Dims outputDims(int index) const = 0;
    virtual DeviceAddress outputAddress(int index) const = 0;
    /// See OpenContext::exchangeOutput.
    virtual Status exchangeOutput(int index, GrowingBuffer& other) = 0;
};

/// @param bodies  of `step`, in order; @errors Code::Format if the step's kind has no bodies
Result<std::unique_ptr<ControlStep>> makeControlStep(const EngineStep& step, std::span<const std::shared_ptr<const LoadedOpenEngine>> bodies,
                                                     const ContextOptions& options);

}  // namespace planscope
