// SPDX-License-Identifier: Apache-2.0
#include "engine/runtime/standard/context.h"

#include "engine/base/check.h"
#include "engine/memory/arena.h"
#include "engine/runtime/standard/binding_memory.h"
#include "engine/runtime/standard/loaded_engine.h"

namespace planscope {
namespace {

/// A step with its arguments laid out once; binding only changes addresses in place.
struct PreparedStep {
    Kernel* kernel = nullptr;
    KernelArgs args;
};

std::string bindingNames(const Engine& engine) {
    std::string out;
    for (const auto* bindings : {&engine.inputs, &engine.outputs})
        for (const EngineBinding& binding : *bindings) out += (out.empty() ? "'" : ", '") + binding.name + "'";
    return out;
}

}  // namespace

struct ExecutionContext::State {
    std::shared_ptr<const LoadedEngine> loaded;
    std::unique_ptr<Stream> stream;
    std::unique_ptr<DeviceMemory> arena;
    std::vector<BindingMemory> inputs, outputs;
    std::vector<DeviceAddress> arguments;  ///< of all steps, one after the other
    std::vector<std::uint32_t> argumentTensors;  ///< same order: the tensor that each is the address of
    std::vector<PreparedStep> steps;

    const Engine& engine() const { return loaded->engine; }
    Status allocate();
    void prepare();
    void setAddress(std::uint32_t tensor, DeviceAddress address);
    Error stepError(std::size_t step, KernelStatus status) const;
    Status run(StepProfiler* profiler);
};

Status ExecutionContext::State::allocate() {
    const Device& device = *loaded->device;
    PS_CHECK(engine().arenaBytes <= kContextLimitBytes, Code::Memory, "the engine needs {} bytes of memory, a context has at most {}",
             engine().arenaBytes, kContextLimitBytes);
    stream = device.createStream();
    PS_ASSIGN(arena, within("arena", device.allocate(std::max<std::uint64_t>(engine().arenaBytes, 1))));
    for (const EngineBinding& binding : engine().inputs) {
        PS_ASSIGN(BindingMemory memory, BindingMemory::create(device, *stream, engine().tensors[binding.tensor]));
        inputs.push_back(std::move(memory));
    }
    for (const EngineBinding& binding : engine().outputs) {
        PS_ASSIGN(BindingMemory memory, BindingMemory::create(device, *stream, engine().tensors[binding.tensor]));
        outputs.push_back(std::move(memory));
    }
    PS_CHECK(stream->synchronize() == KernelStatus::Ok, Code::Device, "clearing the bindings failed");
    return {};
}

void ExecutionContext::State::prepare() {
    for (const EngineStep& step : engine().steps) {
        argumentTensors.insert(argumentTensors.end(), step.inputs.begin(), step.inputs.end());
        argumentTensors.insert(argumentTensors.end(), step.outputs.begin(), step.outputs.end());
    }
    for (const std::uint32_t tensor : argumentTensors) {
        const EngineTensor& t = engine().tensors[tensor];
        arguments.push_back(t.placement == Placement::Arena ? arena->address().offset(t.offset)
                                                            : loaded->constantAddresses[tensor]);
    }
    std::span<const DeviceAddress> rest = arguments;
    for (std::size_t i = 0; i < engine().steps.size(); ++i) {
        const EngineStep& step = engine().steps[i];
        const auto ins = rest.first(step.inputs.size());
        const auto outs = rest.subspan(step.inputs.size(), step.outputs.size());
        rest = rest.subspan(step.inputs.size() + step.outputs.size());
        steps.push_back({loaded->kernels[i].get(), {ins, outs, arena->address().offset(step.workspaceOffset)}});
    }
    for (std::size_t i = 0; i < inputs.size(); ++i) setAddress(engine().inputs[i].tensor, inputs[i].address);
    for (std::size_t i = 0; i < outputs.size(); ++i) setAddress(engine().outputs[i].tensor, outputs[i].address);
}

void ExecutionContext::State::setAddress(std::uint32_t tensor, DeviceAddress address) {
    for (std::size_t i = 0; i < arguments.size(); ++i)
        if (argumentTensors[i] == tensor) arguments[i] = address;
}

Error ExecutionContext::State::stepError(std::size_t step, KernelStatus status) const {
    const EngineStep& failed = engine().steps[step];
    const std::string subject = fmt::format("step '{}' ({})", failed.name, failed.tactic);
    if (status == KernelStatus::BadIndex)
        return {Code::Value, subject, "an index in its inputs points outside the data", "Check the values of the inputs."};
    const std::string_view why = steps[step].kernel->complaint();
    return {Code::Device, subject, fmt::format("the kernel failed on device '{}'{}{}", engine().deviceId, why.empty() ? "" : ": ", why), {}};
}

Status ExecutionContext::State::run(StepProfiler* profiler) {
    const std::scoped_lock turn(loaded->running);
    if (profiler) profiler->beginInference();
    for (std::size_t i = 0; i < steps.size(); ++i) {
        if (steps[i].kernel) {
            KernelStatus status = stream->launch(*steps[i].kernel, steps[i].args);
            // Only a finished step has a time; devices that work at once lose nothing here.
            if (profiler && status == KernelStatus::Ok) status = stream->synchronize();
            if (status != KernelStatus::Ok) return fail(stepError(i, status));
        }
        if (profiler) profiler->stepBoundary(i);
    }
    const KernelStatus status = stream->synchronize();
    if (profiler) profiler->endInference();
    PS_CHECK(status == KernelStatus::Ok, Code::Device, "device '{}' failed during the inference", engine().deviceId);
    return {};
}

ExecutionContext::ExecutionContext(std::unique_ptr<State> state) : m_state(std::move(state)) {}
ExecutionContext::~ExecutionContext() = default;

Result<std::unique_ptr<ExecutionContext>> ExecutionContext::create(std::shared_ptr<const LoadedEngine> engine) {
    auto state = std::make_unique<State>();
    state->loaded = std::move(engine);
    PS_TRY(state->allocate());
    state->prepare();
    return std::unique_ptr<ExecutionContext>(new ExecutionContext(std::move(state)));
}

DeviceAddress ExecutionContext::inputAddress(int index) const {
    return m_state->inputs[static_cast<std::size_t>(index)].address;
}

DeviceAddress ExecutionContext::outputAddress(int index) const {
    return m_state->outputs[static_cast<std::size_t>(index)].address;
}

Status ExecutionContext::bind(std::string_view name, DeviceAddress address) {
    State& s = *m_state;
    const auto bindIn = [&](const std::vector<EngineBinding>& bindings, std::vector<BindingMemory>& memory) {
        for (std::size_t i = 0; i < bindings.size(); ++i) {
            if (bindings[i].name != name) continue;
            memory[i].address = address ? address : memory[i].own();
            s.setAddress(bindings[i].tensor, memory[i].address);
            return true;
        }
        return false;
    };
    PS_CHECK(bindIn(s.engine().inputs, s.inputs) || bindIn(s.engine().outputs, s.outputs), Code::Option,
             "there is no binding '{}'; the engine has {}", name, bindingNames(s.engine()));
    return {};
}

Status ExecutionContext::setInput(int index, std::span<const std::byte> bytes) {
    const auto i = static_cast<std::size_t>(index);
    return m_state->inputs[i].upload(*m_state->stream, engine().tensors[engine().inputs[i].tensor], bytes);
}

Status ExecutionContext::readOutput(int index, std::span<std::byte> bytes) const {
    const auto i = static_cast<std::size_t>(index);
    return m_state->outputs[i].download(*m_state->stream, engine().tensors[engine().outputs[i].tensor], bytes);
}

Status ExecutionContext::run(StepProfiler* profiler) { return m_state->run(profiler); }

const Engine& ExecutionContext::engine() const { return m_state->engine(); }

}  // namespace planscope
