// SPDX-License-Identifier: Apache-2.0
#include "engine/memory/memory_map.h"

#include "engine/base/check.h"
#include "engine/memory/shared_storage.h"
#include "engine/memory/arena.h"

#include <algorithm>

namespace planscope {
namespace {

constexpr std::uint64_t kAlignment = 64;

/// A buffer of the arena and the offset that it gets.
struct Buffer {
    Lifetime lifetime;
    std::uint64_t* offset;
};

std::vector<Lifetime> tensorLifetimes(const Engine& engine) {
    std::vector<Lifetime> out(engine.tensors.size());
    for (std::uint32_t i = 0; i < engine.steps.size(); ++i) {
        for (const std::uint32_t t : engine.steps[i].outputs) out[t] = {engine.tensors[t].bytes(), i, i + 1};
        for (const std::uint32_t t : engine.steps[i].inputs) out[t].last = i + 1;
    }
    return out;
}

/// One buffer per storage root; it lives as long as any tensor in it.
std::vector<Buffer> tensorBuffers(Engine& engine, std::span<const StoragePlace> places) {
    std::vector<Lifetime> lifetimes = tensorLifetimes(engine);
    for (std::size_t t = 0; t < places.size(); ++t) {
        Lifetime& root = lifetimes[places[t].root];
        root.first = std::min(root.first, lifetimes[t].first);
        root.last = std::max(root.last, lifetimes[t].last);
    }
    std::vector<Buffer> out;
    for (std::size_t t = 0; t < engine.tensors.size(); ++t)
        if (engine.tensors[t].placement == Placement::Arena && places[t].root == t) out.push_back({lifetimes[t], &engine.tensors[t].offset});
    return out;
}

}  // namespace

Status assignMemory(Engine& engine, const Device& device) {
    const std::vector<StoragePlace> places = shareStorage(engine, device);
    std::vector<Buffer> buffers = tensorBuffers(engine, places);
    for (std::uint32_t i = 0; i < engine.steps.size(); ++i) {
        EngineStep& step = engine.steps[i];
        if (step.variant.workspaceBytes > 0) buffers.push_back({{step.variant.workspaceBytes, i, i + 1}, &step.workspaceOffset});
    }
    std::vector<Lifetime> lifetimes;
    for (const Buffer& buffer : buffers) lifetimes.push_back(buffer.lifetime);
    PS_ASSIGN(const ArenaAssignment assignment, assignArena(lifetimes, kAlignment, kContextLimitBytes));
    for (std::size_t i = 0; i < buffers.size(); ++i) *buffers[i].offset = assignment.offsets[i];
    for (std::size_t t = 0; t < places.size(); ++t)
        if (places[t].root != t) engine.tensors[t].offset = engine.tensors[places[t].root].offset + places[t].offset;
    engine.arenaBytes = assignment.peakBytes;
    engine.arenaLowerBound = assignment.lowerBoundBytes;
    return {};
}

}  // namespace planscope
