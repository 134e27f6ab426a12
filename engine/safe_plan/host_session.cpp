// SPDX-License-Identifier: Apache-2.0
#include "engine/safe_plan/host_session.h"

#include "engine/base/check.h"

#include <chrono>
#include <cstring>

namespace planscope::safe_plan {
namespace {

std::uint64_t steadyNs(void*) {
    return static_cast<std::uint64_t>(std::chrono::duration_cast<std::chrono::nanoseconds>(std::chrono::steady_clock::now().time_since_epoch()).count());
}

std::string sentenceOf(const safety::FaultRecord& fault) {
    std::string text = safety::describe(fault.code);
    if (fault.step != safety::kNothing) text += fmt::format(" (row {})", fault.step);
    if (fault.detail != 0) text += fmt::format(" (detail {})", fault.detail);
    return text;
}

TensorType typeOf(const safety::TensorRecord& t) {
    TensorType out{static_cast<DataType>(t.type), {}};
    for (int i = 0; i < t.rank; ++i) out.dims.push(t.dims[i]);
    return out;
}

}  // namespace

HostSession::Buffer HostSession::allocate(std::uint64_t bytes) {
    return Buffer(static_cast<unsigned char*>(::operator new(std::max<std::uint64_t>(bytes, 1), std::align_val_t{64})));
}

Result<std::unique_ptr<HostSession>> HostSession::open(std::span<const std::byte> plan, const Options& options) {
    std::unique_ptr<HostSession> out(new HostSession);
    out->m_options = options;
    out->m_plan = allocate(plan.size());
    std::memcpy(out->m_plan.get(), plan.data(), plan.size());
    const safety::Gate gate = options.runtime == Runtime::Proxy ? proxy::proxyGate() : safety::Gate{};
    const safety::SafeStatus opened = safety::openEngine(out->m_engine, {out->m_plan.get(), plan.size()}, gate);
    PS_CHECK(opened == safety::SafeStatus::Ok, Code::Format, "the {} runtime refuses the plan: {}", options.runtime == Runtime::Proxy ? "proxy" : "safety",
             sentenceOf(out->m_engine.fault));
    const safety::MetaRecord& meta = out->meta();
    out->m_arena = allocate(meta.arenaBytes);
    const safety::ContextConfig config{steadyNs, nullptr, options.deadlineNs};
    const safety::SafeStatus ready = safety::openContext(out->m_context, out->m_engine, out->m_arena.get(), meta.arenaBytes, config);
    PS_CHECK(ready == safety::SafeStatus::Ok, Code::Format, "{}", safety::describe(ready));
    for (std::uint32_t i = 0; i < meta.inputCount + meta.outputCount; ++i) {
        out->m_bindings.push_back(allocate(out->binding(i).bytes));
        std::memset(out->m_bindings.back().get(), 0, out->binding(i).bytes);
        const safety::SafeStatus set = safety::setAddress(out->m_context, i, out->m_bindings.back().get());
        PS_CHECK(set == safety::SafeStatus::Ok, Code::Format, "{}", safety::describe(set));
    }
    if (options.runtime == Runtime::Proxy) out->m_times.resize(meta.stepCount);
    return out;
}

std::size_t HostSession::inputCount() const { return meta().inputCount; }
std::size_t HostSession::outputCount() const { return meta().outputCount; }
std::string HostSession::inputName(std::size_t i) const { return safety::textAt(m_engine, binding(i).name); }
std::string HostSession::outputName(std::size_t i) const { return safety::textAt(m_engine, binding(inputCount() + i).name); }
TensorType HostSession::inputType(std::size_t i) const { return typeOf(binding(i)); }
std::string HostSession::stepName(std::size_t step) const { return safety::textAt(m_engine, m_engine.plan.steps[step].name); }

Status HostSession::setInput(std::size_t i, std::span<const std::byte> bytes) {
    PS_CHECK(bytes.size() == binding(i).bytes, Code::Shape, "input '{}' takes {} bytes, got {}", inputName(i), binding(i).bytes, bytes.size());
    std::memcpy(m_bindings[i].get(), bytes.data(), bytes.size());
    return {};
}

Status HostSession::run() {
    const proxy::Watch watch{m_times.data(), static_cast<std::uint32_t>(m_times.size()), nullptr, nullptr};
    const safety::SafeStatus ran = m_options.runtime == Runtime::Proxy ? proxy::execute(m_context, watch) : safety::execute(m_context);
    PS_CHECK(ran == safety::SafeStatus::Ok, Code::Device, "{}: {}", safety::describe(ran), sentenceOf(safety::firstFault(m_context)));
    return {};
}

ConstantPtr HostSession::output(std::size_t i) const {
    const std::size_t at = inputCount() + i;
    const TensorType type = typeOf(binding(at));
    const auto* bytes = reinterpret_cast<const std::byte*>(m_bindings[at].get());
    return Constant::own(type.type, type.dims, {bytes, bytes + binding(at).bytes});
}

}  // namespace planscope::safe_plan
