// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/runtime/standard/inference_context.h"

namespace planscope {

class LoadedOpenEngine;
class GrowingBuffer;

/// Runs an open engine. For each set of input shapes it binds static engines ("segments") once and keeps the most recently
/// used; where extents or values are decided by data, it reads them after one segment and goes on with the next.
/// Shapes seen before cost no heap traffic.
class OpenContext final : public InferenceContext {
public:
    /// @errors Code::Option if there is no such profile; Code::Memory
    static Result<std::unique_ptr<OpenContext>> create(std::shared_ptr<const LoadedOpenEngine> engine, const ContextOptions& options = {});
    ~OpenContext() override;

    const Engine& engine() const override;
    Dims inputDims(int index) const override;
    Status setInputShape(std::string_view name, const Dims& dims) override;
    Status setInput(int index, std::span<const std::byte> bytes) override;
    std::span<const std::byte> shapeValue(int index) const override;
    Status run(StepProfiler* profiler = nullptr) override;
    Dims outputDims(int index) const override;
    Status readOutput(int index, std::span<std::byte> bytes) const override;
    const Engine& executedEngine() const override;

    /// Reads an input from the caller's memory: Linear, 64-byte aligned, there until run() is done. @param value  the same where
    /// the host knows it, else null; wanted only for inputs that decide shapes
    Status bindInput(int index, const Dims& dims, DeviceAddress address, ConstantPtr value);
    /// Where the last run left an output, until the next.
    DeviceAddress outputAddress(int index) const;
    /// Moves an output of the last run into `other`, whose memory the context takes in exchange for the next run.
    Status exchangeOutput(int index, GrowingBuffer& other);

    const Device& device() const;
    /// Segments that are bound, for tests and reports.
    std::size_t segmentCount() const;

private:
    struct State;
    explicit OpenContext(std::unique_ptr<State> state);
    std::unique_ptr<State> m_state;
};

}  // namespace planscope
