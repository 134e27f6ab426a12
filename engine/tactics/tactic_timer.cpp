// SPDX-License-Identifier: Apache-2.0
#include "engine/tactics/tactic_timer.h"

#include "engine/base/check.h"
#include "engine/tactics/machine_load.h"
#include "kernels/api/half.h"

#include <algorithm>
#include <chrono>
#include <cmath>

namespace planscope {
namespace {

/// Deterministic test data: floats of both signs with magnitudes in [0.1, 1), no denormals; zeros for integers, which are
/// valid indices; alternating truth values.
std::vector<std::byte> testData(DataType type, std::size_t bytes) {
    std::vector<std::byte> out(bytes, std::byte{0});
    if (type == DataType::Float || type == DataType::Half) {
        auto* const floats = reinterpret_cast<float*>(out.data());
        auto* const halves = reinterpret_cast<std::uint16_t*>(out.data());
        std::uint32_t state = 12345;
        for (std::size_t i = 0; i < bytes / sizeOf(type); ++i) {
            state = state * 1664525U + 1013904223U;
            const float magnitude = 0.1F + 0.9F * static_cast<float>(state >> 9) / static_cast<float>(1U << 23);
            const float value = (state & 256U) != 0 ? magnitude : -magnitude;
            if (type == DataType::Float) floats[i] = value;
            else halves[i] = halfFromFloat(value);
        }
    }
    if (type == DataType::Bool)
        for (std::size_t i = 0; i < bytes; i += 2) out[i] = std::byte{1};
    return out;
}

double median(std::vector<double> values) {
    const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
    std::ranges::nth_element(values, middle);
    return *middle;
}

/// Tenths of a nanosecond, as timing caches store them: a build that measures and one that looks up decide alike.
double asStored(double ns) { return std::round(ns * 10) / 10; }

}  // namespace

TacticTimer::TacticTimer(const Device& device, const Problem& problem, const TimingPolicy& policy)
    : m_device(device), m_problem(problem), m_policy(policy), m_stream(device.createStream()),
      m_begin(device.createEvent()), m_end(device.createEvent()), m_inputs(problem.inputs.size()),
      m_outputs(problem.outputs.size()), m_inputAddresses(problem.inputs.size()),
      m_outputAddresses(problem.outputs.size()) {}

Status TacticTimer::grow(Buffer& buffer, std::size_t bytes, DataType type) {
    if (buffer.memory && buffer.bytes >= bytes) return {};
    buffer.memory.reset();
    PS_ASSIGN(buffer.memory, m_device.allocate(bytes));
    buffer.bytes = bytes;
    const auto status = m_stream->copyToDevice(buffer.memory->address(), testData(type, bytes));
    PS_CHECK(status == KernelStatus::Ok, Code::Device, "copying test data to device '{}' failed", m_device.info().id);
    return {};
}

Status TacticTimer::prepare(const TacticVariant& variant) {
    for (std::size_t i = 0; i < m_inputs.size(); ++i) {
        const ProblemTensor& tensor = m_problem.inputs[i];
        if (tensor.constant) continue;
        PS_TRY(grow(m_inputs[i], storageBytes(tensor.type, tensor.dims, variant.formats.inputs[i]), tensor.type));
        m_inputAddresses[i] = m_inputs[i].memory->address();
    }
    for (std::size_t i = 0; i < m_outputs.size(); ++i) {
        const ProblemTensor& tensor = m_problem.outputs[i];
        PS_TRY(grow(m_outputs[i], storageBytes(tensor.type, tensor.dims, variant.formats.outputs[i]), tensor.type));
        m_outputAddresses[i] = m_outputs[i].memory->address();
    }
    return grow(m_workspace, variant.workspaceBytes, DataType::Int8);
}

/// Time per launch.
Result<double> TacticTimer::launch(Kernel& kernel, std::int64_t launches) {
    const KernelArgs args{m_inputAddresses, m_outputAddresses, m_workspace.memory->address()};
    m_stream->record(*m_begin);
    for (std::int64_t i = 0; i < launches; ++i)
        PS_CHECK(m_stream->launch(kernel, args) == KernelStatus::Ok, Code::Device, "the kernel failed when it was run");
    m_stream->record(*m_end);
    PS_CHECK(m_stream->synchronize() == KernelStatus::Ok, Code::Device, "the kernel failed when it was run");
    return static_cast<double>(m_stream->elapsedNs(*m_begin, *m_end)) / static_cast<double>(launches);
}

Result<TacticTimer::Sample> TacticTimer::sample(Kernel& kernel, std::int64_t launches) {
    const bool isHost = m_device.info().threads > 0;
    LoadMeter meter;
    PS_ASSIGN(const double ns, launch(kernel, launches));
    return Sample{ns, isHost && meter.wasDisturbed()};
}

Result<CachedTiming> TacticTimer::round(Kernel& kernel, std::int64_t launches, double bestNs, const std::stop_token& stop) {
    constexpr std::size_t kDisturbedTries = 3;
    std::vector<double> clean, disturbed;
    double spent = 0;
    const auto wanted = static_cast<std::size_t>(std::max({m_policy.samples, m_policy.minSamples, 1}));
    const auto taken = [&] { return clean.size() + disturbed.size(); };
    while (taken() < wanted) {
        if (stop.stop_requested()) return fail(Code::Cancelled, "the build was cancelled");
        PS_ASSIGN(const Sample next, sample(kernel, launches));
        (next.disturbed ? disturbed : clean).push_back(next.ns);
        spent += next.ns * static_cast<double>(launches);
        const bool isHopeless = bestNs > 0 && next.ns > TimingPolicy::kHopeless * bestNs;
        const bool isFirst = next.disturbed ? taken() == std::min(kDisturbedTries, wanted) && clean.empty() : clean.size() == 1;
        if (isHopeless && isFirst) return CachedTiming{asStored(next.ns), asStored(next.ns), 1, true, next.disturbed};
        if (spent > m_policy.budgetNs && taken() >= static_cast<std::size_t>(std::max(m_policy.minSamples, 1))) break;
    }
    const std::vector<double>& used = clean.empty() ? disturbed : clean;
    return CachedTiming{asStored(median(used)), asStored(*std::ranges::min_element(used)), static_cast<int>(used.size()), false, clean.empty()};
}

Result<CachedTiming> TacticTimer::time(Kernel& kernel, const TacticVariant& variant, double bestNs,
                                       const std::stop_token& stop) {
    PS_TRY(prepare(variant));
    PS_ASSIGN(const double warmUp, launch(kernel, 1));
    const double launches = std::ceil(TimingPolicy::kSampleNs / std::max(warmUp, 1.0));
    const auto batch = static_cast<std::int64_t>(std::clamp(launches, 1.0, 1000.0));
    PS_ASSIGN(CachedTiming best, round(kernel, batch, bestNs, stop));
    for (int i = 1; i < m_policy.rounds && !best.isSteady(); ++i) {
        const auto begin = std::chrono::steady_clock::now();
        PS_ASSIGN(const CachedTiming again, round(kernel, batch, bestNs, stop));
        m_repeatedNs += std::chrono::duration<double, std::nano>(std::chrono::steady_clock::now() - begin).count();
        const bool isBetter = best.disturbed != again.disturbed ? best.disturbed : again.spread() < best.spread();
        if (isBetter) best = again;
    }
    return best;
}

}  // namespace planscope
