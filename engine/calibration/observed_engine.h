// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/builder/builder.h"
#include "engine/runtime/standard/inference_context.h"

#include <memory>
#include <span>
#include <stop_token>
#include <vector>

namespace planscope::calibration {

/// Groups of Float tensors in their order, each of at most `mostBytes`, or one tensor.
std::vector<std::vector<TensorId>> groupsOf(const Network& network, std::span<const TensorId> tensors, std::uint64_t mostBytes);

/// A network on the CPU some of whose tensors can be looked at after an inference: they are outputs of the engine, which can keep
/// layers apart that would be one otherwise. Used by one thread at a time.
class ObservedEngine {
public:
    /// @param tensors  Float, of layers; @errors those of the build
    static Result<ObservedEngine> create(const Network& network, std::span<const TensorId> tensors, const BuildOptions& options, std::stop_token stop);

    /// @errors Code::Arity, Code::Shape where the inputs are not those of the network; those of the inference
    Status run(std::span<const ConstantPtr> inputs);
    /// Values of observed tensor `index`, or of output `index` of the network, in the last inference. Valid until the next call.
    Result<std::span<const float>> observed(std::size_t index);
    Result<ConstantPtr> output(std::size_t index) const;

    const BuildRecord& record() const { return m_record; }
    /// What was said of the build.
    const std::vector<Error>& warnings() const { return m_warnings; }

private:
    std::size_t m_ownOutputs = 0;
    std::unique_ptr<InferenceContext> m_context;
    BuildRecord m_record;
    std::vector<Error> m_warnings;
    std::vector<float> m_values;
};

}  // namespace planscope::calibration
