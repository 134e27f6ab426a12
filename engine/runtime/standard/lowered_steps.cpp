// SPDX-License-Identifier: Apache-2.0
#include "engine/runtime/standard/lowered_steps.h"

#include "engine/base/check.h"
#include "engine/devices/adapted_tactic.h"

#include <algorithm>
#include <atomic>
#include <thread>

namespace planscope {
namespace {

// Packing fewer bytes, or generating code for fewer steps, takes less time than a thread costs.
constexpr std::uint64_t kBytesPerThread = 4 << 20;
constexpr std::uint64_t kStepsPerThread = 12;

bool writesNothing(const Engine& engine, const EngineStep& step) {
    return std::ranges::all_of(step.outputs, [&](std::uint32_t t) { return engine.tensors[t].bytes() == 0; });
}

Result<std::unique_ptr<Kernel>> lowerStep(const Engine& engine, const EngineStep& step, const Device& device) {
    if (writesNothing(engine, step)) return nullptr;
    const TacticDef* const tactic = findTactic(device, step.def->kind, step.tactic);
    PS_CHECK(tactic, Code::NoTactic, "device '{}' has no tactic '{}'", device.info().id, step.tactic);
    const Problem problem = problemOf(engine, step);
    const AdaptedProblem adapted(problem);
    const Verdict verdict = adapted.accepts(*tactic, device.info());
    PS_CHECK(verdict.accepted(), Code::NoTactic, "tactic '{}' refuses it: {}", step.tactic, verdict.sentence);
    return adapted.lower(*tactic, step.variant, device.info());
}

/// What a kernel packed is not needed a second time.
void letGoOfConstants(const Engine& engine, const EngineStep& step) {
    for (const std::uint32_t tensor : step.inputs)
        if (engine.tensors[tensor].constant) engine.tensors[tensor].constant->letGo();
}

std::uint64_t weightBytes(const Engine& engine) {
    std::uint64_t bytes = 0;
    for (const EngineTensor& tensor : engine.tensors)
        if (tensor.constant) bytes += tensor.constant->bytes().size();
    return bytes;
}

}  // namespace

Result<std::vector<std::unique_ptr<Kernel>>> lowerSteps(const Engine& engine, const Device& device) {
    std::vector<Result<std::unique_ptr<Kernel>>> results(engine.steps.size());
    std::atomic<std::size_t> next = 0;
    const auto work = [&] {
        for (std::size_t i = next++; i < results.size(); i = next++) {
            const EngineStep& step = engine.steps[i];
            results[i] = within("step '" + step.name + "'", lowerStep(engine, step, device));
            letGoOfConstants(engine, step);
        }
    };
    const std::uint64_t shares = std::max<std::uint64_t>(weightBytes(engine) / kBytesPerThread, results.size() / kStepsPerThread);
    const std::uint64_t useful = std::min<std::uint64_t>(shares, std::thread::hardware_concurrency());
    {
        std::vector<std::jthread> others;
        for (std::uint64_t i = 1; i < useful; ++i) others.emplace_back(work);
        work();
    }
    std::vector<std::unique_ptr<Kernel>> kernels;
    for (auto& result : results) {
        PS_ASSIGN(std::unique_ptr<Kernel> kernel, std::move(result));
        kernels.push_back(std::move(kernel));
    }
    return kernels;
}

}  // namespace planscope
