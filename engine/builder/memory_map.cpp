// SPDX-License-Identifier: Apache-2.0
#include "engine/builder/memory_map.h"

#include "engine/base/check.h"
#include "engine/memory/arena.h"

namespace planscope {
namespace {

constexpr std::uint64_t kAlignment = 64;

/// A buffer of the arena and the offset that it gets.
struct Buffer {
    Lifetime lifetime;
    std::uint64_t* offset;
};

std::vector<Buffer> tensorBuffers(Engine& engine) {
    std::vector<Lifetime> lifetimes(engine.tensors.size());
    for (std::uint32_t i = 0; i < engine.steps.size(); ++i) {
        for (const std::uint32_t t : engine.steps[i].outputs) lifetimes[t] = {engine.tensors[t].bytes(), i, i + 1};
        for (const std::uint32_t t : engine.steps[i].inputs) lifetimes[t].last = i + 1;
    }
    std::vector<Buffer> out;
    for (std::size_t t = 0; t < engine.tensors.size(); ++t)
        if (engine.tensors[t].placement == Placement::Arena) out.push_back({lifetimes[t], &engine.tensors[t].offset});
    return out;
}

}  // namespace

Status assignMemory(Engine& engine) {
    std::vector<Buffer> buffers = tensorBuffers(engine);
    for (std::uint32_t i = 0; i < engine.steps.size(); ++i) {
        EngineStep& step = engine.steps[i];
        if (step.variant.workspaceBytes > 0) buffers.push_back({{step.variant.workspaceBytes, i, i + 1}, &step.workspaceOffset});
    }
    std::vector<Lifetime> lifetimes;
    for (const Buffer& buffer : buffers) lifetimes.push_back(buffer.lifetime);
    PS_ASSIGN(const ArenaAssignment assignment, assignArena(lifetimes, kAlignment, kContextLimitBytes));
    for (std::size_t i = 0; i < buffers.size(); ++i) *buffers[i].offset = assignment.offsets[i];
    engine.arenaBytes = assignment.peakBytes;
    engine.arenaLowerBound = assignment.lowerBoundBytes;
    return {};
}

}  // namespace planscope
