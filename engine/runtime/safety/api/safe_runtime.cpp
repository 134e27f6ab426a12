// SPDX-License-Identifier: Apache-2.0
#include "engine/runtime/safety/api/safe_runtime.h"

#include "engine/runtime/safety/runtime.h"

#include <cstring>
#include <new>

namespace planscope {
namespace safe_api {

struct ICudaEngine::Body {
    IAllocator* allocator = nullptr;
    IErrorRecorder* recorder = nullptr;
    void* plan = nullptr;
    safety::SafeEngine engine;
};

struct IExecutionContext::Body {
    ICudaEngine* owner = nullptr;
    IErrorRecorder* recorder = nullptr;
    FloatingPointErrorInformation* errors = nullptr;
    void* arena = nullptr;
    safety::SafeContext context;
};

namespace {

using safety::SafeStatus;

constexpr std::uint64_t kAddressAlignment = 256;

safety::Gate gateOf(RuntimeScope scope) {
    safety::Gate gate;
    if (scope == RuntimeScope::kSAFETY) return gate;
    gate.leastSm = safety::kLeastProxySm;
    gate.mostSm = safety::kMostProxySm;
    return gate;
}

struct CodeRow {
    SafeStatus status;
    ErrorCode code;
};

/// All others: the plan is not what it must be.
constexpr CodeRow kCodes[] = {
    {SafeStatus::NullArgument, ErrorCode::kINVALID_ARGUMENT},   {SafeStatus::Misaligned, ErrorCode::kINVALID_ARGUMENT},
    {SafeStatus::InputShape, ErrorCode::kINVALID_ARGUMENT},     {SafeStatus::KernelFault, ErrorCode::kFAILED_EXECUTION},
    {SafeStatus::GuardOverwritten, ErrorCode::kFAILED_EXECUTION}, {SafeStatus::DeadlineMissed, ErrorCode::kFAILED_EXECUTION},
    {SafeStatus::StepSequence, ErrorCode::kINTERNAL_ERROR},     {SafeStatus::Latched, ErrorCode::kINVALID_STATE},
    {SafeStatus::WrongState, ErrorCode::kINVALID_STATE},        {SafeStatus::AddressNotSet, ErrorCode::kINVALID_STATE},
    {SafeStatus::ConcurrentUse, ErrorCode::kINVALID_STATE},     {SafeStatus::ArenaTooSmall, ErrorCode::kFAILED_ALLOCATION},
    {SafeStatus::TargetDevice, ErrorCode::kUNSUPPORTED_STATE},
};

ErrorCode codeOf(SafeStatus status) {
    for (const CodeRow& row : kCodes)
        if (row.status == status) return row.code;
    return ErrorCode::kFAILED_INITIALIZATION;
}

void report(IErrorRecorder* recorder, ErrorCode code, const char* text) {
    if (recorder) static_cast<void>(recorder->reportError(code, text));
}

bool accept(IErrorRecorder* recorder, SafeStatus status) {
    if (status == SafeStatus::Ok) return true;
    report(recorder, codeOf(status), safety::describe(status));
    return false;
}

/// Memory for an object of ours, or null with a report.
void* memoryFor(IAllocator& allocator, IErrorRecorder* recorder, std::uint64_t bytes) {
    void* memory = allocator.allocate(bytes, safety::kAlignment);
    if (!memory) report(recorder, ErrorCode::kFAILED_ALLOCATION, "the allocator has no memory for an engine or context");
    return memory;
}

const safety::TensorRecord* tensorOf(const safety::SafeEngine& engine, const char* name) {
    const std::int32_t binding = safety::findBinding(engine, name);
    return binding < 0 ? nullptr : safety::bindingTensor(engine, static_cast<std::uint32_t>(binding));
}

bool hasPlace(const safety::TensorRecord& tensor, safety::TensorPlace place) { return tensor.place == static_cast<std::uint8_t>(place); }

}  // namespace

ICudaEngine* IRuntime::deserializeCudaEngine(const void* blob, std::uint64_t size) noexcept {
    if (!m_recorder) return nullptr;
    if (!blob || size == 0) {
        report(m_recorder, ErrorCode::kINVALID_ARGUMENT, "the blob is null or empty");
        return nullptr;
    }
    void* place = memoryFor(*m_allocator, m_recorder, sizeof(ICudaEngine) + safety::kAlignment + sizeof(ICudaEngine::Body));
    if (!place) return nullptr;
    void* plan = memoryFor(*m_allocator, m_recorder, size);
    if (!plan) {
        m_allocator->deallocate(place);
        return nullptr;
    }
    std::memcpy(plan, blob, size);
    auto* engine = new (place) ICudaEngine();
    engine->m_body = new (static_cast<unsigned char*>(place) + safety::kAlignment) ICudaEngine::Body();
    engine->m_body->allocator = m_allocator;
    engine->m_body->recorder = m_recorder;
    engine->m_body->plan = plan;
    const safety::Bytes bytes{static_cast<const unsigned char*>(plan), size};
    if (accept(m_recorder, safety::openEngine(engine->m_body->engine, bytes, gateOf(m_scope)))) return engine;
    engine->destroy();
    return nullptr;
}

IExecutionContext* ICudaEngine::createExecutionContext() noexcept {
    if (!m_body->recorder) return nullptr;
    const std::uint64_t arenaBytes = m_body->engine.plan.meta->arenaBytes;
    void* place = memoryFor(*m_body->allocator, m_body->recorder, sizeof(IExecutionContext) + safety::kAlignment + sizeof(IExecutionContext::Body));
    if (!place) return nullptr;
    void* arena = memoryFor(*m_body->allocator, m_body->recorder, arenaBytes + safety::kAlignment);
    if (!arena) {
        m_body->allocator->deallocate(place);
        return nullptr;
    }
    auto* context = new (place) IExecutionContext();
    context->m_body = new (static_cast<unsigned char*>(place) + safety::kAlignment) IExecutionContext::Body();
    context->m_body->owner = this;
    context->m_body->recorder = m_body->recorder;
    context->m_body->arena = arena;
    const SafeStatus opened = safety::openContext(context->m_body->context, m_body->engine, static_cast<unsigned char*>(arena), arenaBytes, {});
    if (accept(m_body->recorder, opened)) return context;
    context->destroy();
    return nullptr;
}

std::uint64_t ICudaEngine::getDeviceMemorySize() const noexcept { return m_body->engine.plan.meta->arenaBytes; }
const char* ICudaEngine::getName() const noexcept { return safety::textAt(m_body->engine, m_body->engine.plan.meta->name); }
void ICudaEngine::setErrorRecorder(IErrorRecorder* recorder) noexcept { m_body->recorder = recorder; }
IErrorRecorder* ICudaEngine::getErrorRecorder() const noexcept { return m_body->recorder; }

std::int32_t ICudaEngine::getNbIOTensors() const noexcept {
    return static_cast<std::int32_t>(m_body->engine.plan.meta->inputCount + m_body->engine.plan.meta->outputCount);
}

const char* ICudaEngine::getIOTensorName(std::int32_t index) const noexcept {
    if (index < 0 || index >= getNbIOTensors()) return nullptr;
    return safety::textAt(m_body->engine, safety::bindingTensor(m_body->engine, static_cast<std::uint32_t>(index))->name);
}

Dims ICudaEngine::getTensorShape(const char* name) const noexcept {
    Dims out;
    const safety::TensorRecord* tensor = tensorOf(m_body->engine, name);
    if (!tensor) return out;
    out.nbDims = tensor->rank;
    for (int i = 0; i < tensor->rank; ++i) out.d[i] = tensor->dims[i];
    return out;
}

DataType ICudaEngine::getTensorDataType(const char* name) const noexcept {
    const safety::TensorRecord* tensor = tensorOf(m_body->engine, name);
    return tensor ? static_cast<DataType>(tensor->type) : DataType::kFLOAT;
}

TensorIOMode ICudaEngine::getTensorIOMode(const char* name) const noexcept {
    const safety::TensorRecord* tensor = tensorOf(m_body->engine, name);
    if (!tensor) return TensorIOMode::kNONE;
    return hasPlace(*tensor, safety::TensorPlace::Input) ? TensorIOMode::kINPUT : TensorIOMode::kOUTPUT;
}

std::int32_t ICudaEngine::getTensorBytesPerComponent(const char* name) const noexcept {
    const safety::TensorRecord* tensor = tensorOf(m_body->engine, name);
    if (!tensor) return 0;
    std::uint64_t elements = 1;
    for (int i = 0; i < tensor->rank; ++i) elements *= static_cast<std::uint64_t>(tensor->dims[i]);
    return static_cast<std::int32_t>(tensor->bytes / elements);
}

TensorFormat ICudaEngine::getTensorFormat(const char*) const noexcept { return TensorFormat::kLINEAR; }

void ICudaEngine::destroy() noexcept {
    IAllocator* allocator = m_body->allocator;
    allocator->deallocate(m_body->plan);
    m_body->~Body();
    allocator->deallocate(this);
}

const ICudaEngine& IExecutionContext::getEngine() const noexcept { return *m_body->owner; }
void IExecutionContext::setErrorRecorder(IErrorRecorder* recorder) noexcept { m_body->recorder = recorder; }
IErrorRecorder* IExecutionContext::getErrorRecorder() const noexcept { return m_body->recorder; }
void IExecutionContext::setErrorBuffer(FloatingPointErrorInformation* buffer) noexcept { m_body->errors = buffer; }
FloatingPointErrorInformation* IExecutionContext::getErrorBuffer() const noexcept { return m_body->errors; }

namespace {

bool setPlace(safety::SafeContext& context, IErrorRecorder* recorder, const char* name, void* data, safety::TensorPlace place) {
    const std::int32_t binding = safety::findBinding(*context.engine, name);
    const safety::TensorRecord* tensor = binding < 0 ? nullptr : safety::bindingTensor(*context.engine, static_cast<std::uint32_t>(binding));
    if (!tensor || !hasPlace(*tensor, place)) return accept(recorder, SafeStatus::InputShape);
    if (!data) return accept(recorder, SafeStatus::NullArgument);
    if (reinterpret_cast<std::uintptr_t>(data) % kAddressAlignment != 0) return accept(recorder, SafeStatus::Misaligned);
    return accept(recorder, safety::setAddress(context, static_cast<std::uint32_t>(binding), data));
}

unsigned char* placeOf(const safety::SafeContext& context, const char* name, safety::TensorPlace place) {
    const std::int32_t binding = safety::findBinding(*context.engine, name);
    if (binding < 0 || !hasPlace(*safety::bindingTensor(*context.engine, static_cast<std::uint32_t>(binding)), place)) return nullptr;
    return context.addresses[binding];
}

}  // namespace

bool IExecutionContext::setInputTensorAddress(const char* name, const void* data) noexcept {
    return setPlace(m_body->context, m_body->recorder, name, const_cast<void*>(data), safety::TensorPlace::Input);
}

bool IExecutionContext::setOutputTensorAddress(const char* name, void* data) noexcept {
    return setPlace(m_body->context, m_body->recorder, name, data, safety::TensorPlace::Output);
}

const void* IExecutionContext::getInputTensorAddress(const char* name) const noexcept { return placeOf(m_body->context, name, safety::TensorPlace::Input); }
void* IExecutionContext::getOutputTensorAddress(const char* name) const noexcept { return placeOf(m_body->context, name, safety::TensorPlace::Output); }

void IExecutionContext::setDeadline(std::uint64_t (*clock)(void* user), void* user, std::uint64_t ticks) noexcept {
    m_body->context.config = {clock, user, ticks};
}

bool IExecutionContext::enqueueV3() noexcept {
    if (!m_body->recorder) return false;
    const SafeStatus ran = safety::execute(m_body->context);
    if (m_body->errors) *m_body->errors = {m_body->context.numbers.nan, m_body->context.numbers.inf};
    return accept(m_body->recorder, ran);
}

void IExecutionContext::destroy() noexcept {
    IAllocator* allocator = m_body->owner->m_body->allocator;
    allocator->deallocate(m_body->arena);
    m_body->~Body();
    allocator->deallocate(this);
}

}  // namespace safe_api
}  // namespace planscope
