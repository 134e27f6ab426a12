// SPDX-License-Identifier: Apache-2.0
#include "engine/runtime/safety/walk.h"

#include <cstring>

namespace planscope {
namespace safety {
namespace {

constexpr unsigned char kInvalidByte = 0xff;

std::uint64_t now(const SafeContext& context) { return context.config.clock ? context.config.clock(context.config.clockUser) : 0; }

unsigned char* addressOf(const SafeContext& context, std::uint32_t tensor) {
    const Sections& plan = context.engine->plan;
    const TensorRecord& t = plan.tensors[tensor];
    if (t.place == static_cast<std::uint8_t>(TensorPlace::Arena)) return context.arena + t.offset;
    if (t.place == static_cast<std::uint8_t>(TensorPlace::Weights)) return const_cast<unsigned char*>(plan.weights.data + t.offset);
    const MetaRecord& m = *plan.meta;
    const std::uint32_t bindings = m.inputCount + m.outputCount;
    for (std::uint32_t i = 0; i < bindings; ++i)
        if (plan.links[m.linkCount - bindings + i] == tensor) return context.addresses[i];
    return nullptr;
}

void invalidateOutputs(SafeContext& context) {
    const MetaRecord& m = *context.engine->plan.meta;
    for (std::uint32_t i = m.inputCount; i < m.inputCount + m.outputCount; ++i)
        if (context.addresses[i]) std::memset(context.addresses[i], kInvalidByte, bindingTensor(*context.engine, i)->bytes);
    context.outputsValid = false;
}

void countNumbers(const TensorRecord& tensor, const unsigned char* bytes, NumberErrors* errors) {
    const auto type = static_cast<DataType>(tensor.type);
    if (type != DataType::Float && type != DataType::Half) return;
    const bool isHalf = type == DataType::Half;
    const std::uint64_t count = tensor.bytes / (isHalf ? 2 : 4);
    const std::uint32_t infinity = isHalf ? 0x7c00U : 0x7f800000U;
    const std::uint32_t mask = isHalf ? 0x7fffU : 0x7fffffffU;
    for (std::uint64_t i = 0; i < count; ++i) {
        std::uint32_t bits = 0;
        std::memcpy(&bits, bytes + i * (isHalf ? 2 : 4), isHalf ? 2 : 4);
        errors->inf += (bits & mask) == infinity ? 1 : 0;
        errors->nan += (bits & mask) > infinity ? 1 : 0;
    }
}

}  // namespace

SafeStatus latch(SafeContext& context, SafeStatus code, std::uint32_t step, std::uint64_t detail) noexcept {
    FaultRecord record;
    record.code = code;
    record.step = step;
    record.tick = now(context);
    record.detail = detail;
    const std::uint32_t slot = context.faultCount < kFaultRing ? context.faultCount : kFaultRing - 1;
    context.faults[slot] = record;
    ++context.faultCount;
    context.state = State::Latched;
    invalidateOutputs(context);
    context.engine->running.store(0, std::memory_order_release);
    return code;
}

SafeStatus begin(SafeContext& context) noexcept {
    if (context.state == State::Latched) return SafeStatus::Latched;
    if (context.state != State::Ready) return SafeStatus::WrongState;
    const MetaRecord& m = *context.engine->plan.meta;
    for (std::uint32_t i = 0; i < m.inputCount + m.outputCount; ++i)
        if (!context.addresses[i]) return SafeStatus::AddressNotSet;
    std::uint32_t idle = 0;
    if (!context.engine->running.compare_exchange_strong(idle, 1, std::memory_order_acquire)) return SafeStatus::ConcurrentUse;
    context.state = State::Running;
    context.outputsValid = false;
    context.stepsDone = 0;
    context.numbers = NumberErrors();
    context.began = now(context);
    return SafeStatus::Ok;
}

SafeStatus finish(SafeContext& context) noexcept {
    const MetaRecord& m = *context.engine->plan.meta;
    if (context.stepsDone != m.stepCount) return latch(context, SafeStatus::StepSequence, m.stepCount, context.stepsDone);
    for (std::uint32_t i = m.inputCount; i < m.inputCount + m.outputCount; ++i)
        countNumbers(*bindingTensor(*context.engine, i), context.addresses[i], &context.numbers);
    context.outputsValid = true;
    context.state = State::Ready;
    context.engine->running.store(0, std::memory_order_release);
    return SafeStatus::Ok;
}

void placeCall(const SafeContext& context, const StepRecord& step, kernels::safe::Call* call) noexcept {
    const Sections& plan = context.engine->plan;
    fillCall(plan, step, call);
    const std::uint32_t* links = plan.links + step.firstLink;
    for (std::uint32_t i = 0; i < step.inputCount; ++i) call->inputs[i].data = addressOf(context, links[i]);
    for (std::uint32_t i = 0; i < step.outputCount; ++i) call->outputs[i].data = addressOf(context, links[step.inputCount + i]);
    call->scratch = context.arena + step.scratch;
}

bool isLate(const SafeContext& context) noexcept {
    return context.config.deadlineTicks != 0 && context.config.clock && now(context) - context.began > context.config.deadlineTicks;
}

SafeStatus execute(SafeContext& context) noexcept {
    NoObserver nobody;
    return walk(context, nobody);
}

}  // namespace safety
}  // namespace planscope
