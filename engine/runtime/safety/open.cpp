// SPDX-License-Identifier: Apache-2.0
#include "engine/runtime/safety/runtime.h"
#include "engine/runtime/safety/table_checks.h"

#include <cstring>

namespace planscope {
namespace safety {
namespace {

bool checkGate(const MetaRecord& m, const Gate& gate, FaultRecord* fault) {
    fault->detail = 0;
    fault->code = SafeStatus::PlanVersion;
    if (m.layoutVersion != kSafeLayoutVersion) return false;
    for (int i = 0; i < 3; ++i)
        if (m.version[i] != gate.version[i]) return false;
    fault->code = SafeStatus::Capability;
    if (m.capability != kCapabilitySafety) return false;
    fault->code = SafeStatus::TargetDevice;
    fault->detail = m.targetSm;
    if (m.targetSm < gate.leastSm || m.targetSm > gate.mostSm) return false;
    *fault = FaultRecord();
    return true;
}

}  // namespace

SafeStatus openEngine(SafeEngine& engine, Bytes plan, const Gate& gate) noexcept {
    engine.isOpen = false;
    engine.fault = FaultRecord();
    engine.running.store(0);
    FaultRecord* fault = &engine.fault;
    if (!readSections(plan, &engine.plan, fault)) return fault->code;
    if (!checkGate(*engine.plan.meta, gate, fault)) return fault->code;
    if (!checkTensors(engine.plan, fault) || !checkSteps(engine.plan, fault)) return fault->code;
    if (!checkBindings(engine.plan, fault) || !checkMemory(engine.plan, fault)) return fault->code;
    engine.isOpen = true;
    return SafeStatus::Ok;
}

SafeStatus openContext(SafeContext& context, SafeEngine& engine, unsigned char* arena, std::uint64_t arenaBytes, const ContextConfig& config) noexcept {
    context = SafeContext();
    if (!engine.isOpen) return SafeStatus::WrongState;
    if (!arena && engine.plan.meta->arenaBytes > 0) return SafeStatus::NullArgument;
    if (reinterpret_cast<std::uintptr_t>(arena) % kAlignment != 0) return SafeStatus::Misaligned;
    if (arenaBytes < engine.plan.meta->arenaBytes) return SafeStatus::ArenaTooSmall;
    context.engine = &engine;
    context.config = config;
    context.arena = arena;
    context.state = State::Ready;
    return SafeStatus::Ok;
}

SafeStatus setAddress(SafeContext& context, std::uint32_t binding, void* address) noexcept {
    if (context.state == State::Empty || context.state == State::Running) return SafeStatus::WrongState;
    if (!address) return SafeStatus::NullArgument;
    if (!bindingTensor(*context.engine, binding)) return SafeStatus::InputShape;
    if (reinterpret_cast<std::uintptr_t>(address) % kAlignment != 0) return SafeStatus::Misaligned;
    context.addresses[binding] = static_cast<unsigned char*>(address);
    return SafeStatus::Ok;
}

const FaultRecord& firstFault(const SafeContext& context) noexcept { return context.faults[0]; }

const TensorRecord* bindingTensor(const SafeEngine& engine, std::uint32_t binding) noexcept {
    if (!engine.isOpen) return nullptr;
    const MetaRecord& m = *engine.plan.meta;
    const std::uint32_t bindings = m.inputCount + m.outputCount;
    if (binding >= bindings) return nullptr;
    return &engine.plan.tensors[engine.plan.links[m.linkCount - bindings + binding]];
}

const char* textAt(const SafeEngine& engine, std::uint32_t name) noexcept {
    if (!engine.isOpen || name >= engine.plan.names.count) return "";
    return reinterpret_cast<const char*>(engine.plan.names.data) + name;
}

std::int32_t findBinding(const SafeEngine& engine, const char* name) noexcept {
    if (!name) return -1;
    for (std::uint32_t i = 0; i < kMostBindings; ++i) {
        const TensorRecord* tensor = bindingTensor(engine, i);
        if (!tensor) return -1;
        if (std::strncmp(textAt(engine, tensor->name), name, kMostNameBytes) == 0) return static_cast<std::int32_t>(i);
    }
    return -1;
}

}  // namespace safety
}  // namespace planscope
