// SPDX-License-Identifier: Apache-2.0
#include "engine/runtime/standard/context.h"

#include "engine/base/check.h"
#include "engine/memory/arena.h"
#include "engine/network/names.h"
#include "engine/runtime/standard/binding_memory.h"
#include "engine/runtime/standard/loaded_engine.h"
#include "engine/runtime/standard/prepared_steps.h"

#include <algorithm>

namespace planscope {
namespace {

std::string bindingNames(const Engine& engine) {
    std::string out;
    for (const auto* bindings : {&engine.inputs, &engine.outputs})
        for (const EngineBinding& binding : *bindings) out += (out.empty() ? "'" : ", '") + binding.name + "'";
    return out;
}

}  // namespace

struct ExecutionContext::State {
    std::shared_ptr<const LoadedEngine> loaded;
    PreparedSteps steps;
    std::unique_ptr<Stream> stream;
    std::unique_ptr<DeviceMemory> arena;
    std::vector<BindingMemory> inputs, outputs;

    explicit State(std::shared_ptr<const LoadedEngine> shared) : loaded(std::move(shared)), steps(loaded) {}
    const Engine& engine() const { return loaded->engine; }
    Status allocate();
    void prepare();
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
    steps.setArena(arena->address());
    for (std::size_t i = 0; i < inputs.size(); ++i) steps.setAddress(engine().inputs[i].tensor, inputs[i].address);
    for (std::size_t i = 0; i < outputs.size(); ++i) steps.setAddress(engine().outputs[i].tensor, outputs[i].address);
}

Status ExecutionContext::State::run(StepProfiler* profiler) {
    const std::scoped_lock turn(loaded->running);
    if (profiler) profiler->beginInference();
    PS_TRY(steps.launch(*stream, profiler, 0));
    const KernelStatus status = stream->synchronize();
    if (profiler) profiler->endInference();
    PS_CHECK(status == KernelStatus::Ok, Code::Device, "device '{}' failed during the inference", engine().deviceId);
    return {};
}

ExecutionContext::ExecutionContext(std::unique_ptr<State> state) : m_state(std::move(state)) {}
ExecutionContext::~ExecutionContext() = default;

Result<std::unique_ptr<ExecutionContext>> ExecutionContext::create(std::shared_ptr<const LoadedEngine> engine) {
    auto state = std::make_unique<State>(std::move(engine));
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
            s.steps.setAddress(bindings[i].tensor, memory[i].address);
            return true;
        }
        return false;
    };
    PS_CHECK(bindIn(s.engine().inputs, s.inputs) || bindIn(s.engine().outputs, s.outputs), Code::Option,
             "there is no binding '{}'; the engine has {}", name, bindingNames(s.engine()));
    return {};
}

Dims ExecutionContext::inputDims(int index) const {
    return engine().tensors[engine().inputs[static_cast<std::size_t>(index)].tensor].dims;
}

Status ExecutionContext::setInputShape(std::string_view name, const Dims& dims) {
    const auto at = std::ranges::find(engine().inputs, name, &EngineBinding::name);
    PS_CHECK(at != engine().inputs.end(), Code::Option, "there is no input '{}'; the engine has {}", name, bindingNames(engine()));
    const Dims& fixed = engine().tensors[at->tensor].dims;
    PS_CHECK(dims == fixed, Code::Shape, "input '{}' is always {}, asked for {}", name, toString(fixed), toString(dims));
    return {};
}

Dims ExecutionContext::outputDims(int index) const {
    return engine().tensors[engine().outputs[static_cast<std::size_t>(index)].tensor].dims;
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
