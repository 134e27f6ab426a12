// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/network/layer_def.h"
#include "engine/runtime/proxy/proxy.h"

#include <memory>
#include <new>
#include <string>
#include <vector>

namespace planscope::safe_plan {

/// A safe plan opened on this machine with memory from the heap, for tools and tests. Programs that are to run without one
/// use engine/runtime/safety themselves.
class HostSession {
public:
    enum class Runtime : std::uint8_t { Safety, Proxy };

    struct Options {
        Runtime runtime = Runtime::Safety;
        std::uint64_t deadlineNs = 0;  ///< 0: none
    };

    /// @errors Code::Format with the runtime's sentence, the section or row, where it refuses the plan
    static Result<std::unique_ptr<HostSession>> open(std::span<const std::byte> plan, const Options& options);

    std::size_t inputCount() const;
    std::size_t outputCount() const;
    std::string inputName(std::size_t i) const;
    std::string outputName(std::size_t i) const;
    TensorType inputType(std::size_t i) const;

    /// @errors Code::Shape for a value of another type or size; Code::Device with the fault of an execution
    Status setInput(std::size_t i, std::span<const std::byte> bytes);
    Status run();
    ConstantPtr output(std::size_t i) const;

    /// Of all executions, by the proxy runtime; empty for the safety runtime.
    const std::vector<proxy::StepTime>& stepTimes() const { return m_times; }
    std::string stepName(std::size_t step) const;
    const safety::MetaRecord& meta() const { return *m_engine.plan.meta; }
    const safety::SafeContext& context() const { return m_context; }

private:
    struct AlignedFree {
        void operator()(unsigned char* bytes) const { ::operator delete(bytes, std::align_val_t{64}); }
    };
    using Buffer = std::unique_ptr<unsigned char, AlignedFree>;

    HostSession() = default;
    static Buffer allocate(std::uint64_t bytes);
    const safety::TensorRecord& binding(std::size_t i) const { return *safety::bindingTensor(m_engine, static_cast<std::uint32_t>(i)); }

    Options m_options;
    Buffer m_plan, m_arena;
    std::vector<Buffer> m_bindings;
    safety::SafeEngine m_engine;
    safety::SafeContext m_context;
    std::vector<proxy::StepTime> m_times;
};

}  // namespace planscope::safe_plan
