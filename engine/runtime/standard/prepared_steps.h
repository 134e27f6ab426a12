// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/plan/engine.h"
#include "engine/runtime/profiler.h"
#include "engine/runtime/standard/loaded_engine.h"

namespace planscope {

/// The steps of a loaded engine with their arguments laid out once; setting an address changes them in place.
/// Constants are bound, everything else is not. Movable, not copyable.
class PreparedSteps {
public:
    explicit PreparedSteps(std::shared_ptr<const LoadedEngine> loaded);
    PreparedSteps(PreparedSteps&&) = default;
    PreparedSteps& operator=(PreparedSteps&&) = default;

    const Engine& engine() const { return m_loaded->engine; }
    const LoadedEngine& loaded() const { return *m_loaded; }

    /// Where intermediate tensors and workspaces are; Engine::arenaBytes bytes.
    void setArena(DeviceAddress arena);
    /// Where an input or output is. Linear in the number of arguments, no heap.
    void setAddress(std::uint32_t tensor, DeviceAddress address);

    /// Launches all steps in order. No heap. @param profiler  null, or one that an inference has begun on: each step is then
    /// waited for and becomes row `firstRow` + its number
    /// @errors Code::Value for a bad index in data; Code::Device with the step's name otherwise
    Status launch(Stream& stream, StepProfiler* profiler, std::size_t firstRow);

private:
    struct Step {
        Kernel* kernel = nullptr;
        KernelArgs args;
    };
    Error stepError(std::size_t step, KernelStatus status) const;

    std::shared_ptr<const LoadedEngine> m_loaded;
    std::vector<DeviceAddress> m_arguments;         ///< of all steps, one after the other
    std::vector<std::uint32_t> m_argumentTensors;   ///< same order: the tensor that each is the address of
    std::vector<Step> m_steps;
};

}  // namespace planscope
