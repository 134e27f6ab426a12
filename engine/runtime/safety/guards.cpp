// SPDX-License-Identifier: Apache-2.0
#include "engine/runtime/safety/guards.h"

#include <cstring>

namespace planscope {
namespace safety {
namespace {

constexpr int kGuardWords = kGuardBytes / 8;

void raise(unsigned char* at) {
    for (int i = 0; i < kGuardWords; ++i) std::memcpy(at + i * 8, &kGuardWord, 8);
}

bool isWhole(const unsigned char* at) {
    for (int i = 0; i < kGuardWords; ++i)
        if (std::memcmp(at + i * 8, &kGuardWord, 8) != 0) return false;
    return true;
}

bool isInArena(const TensorRecord& t) { return t.place == static_cast<std::uint8_t>(TensorPlace::Arena); }

}  // namespace

void raiseGuards(const SafeContext& context, const StepRecord& step) noexcept {
    const Sections& plan = context.engine->plan;
    raise(context.arena + step.scratch + step.scratchBytes);
    const std::uint32_t* links = plan.links + step.firstLink + step.inputCount;
    for (std::uint32_t i = 0; i < step.outputCount; ++i) {
        const TensorRecord& t = plan.tensors[links[i]];
        if (isInArena(t)) raise(context.arena + t.offset + t.bytes);
    }
}

bool areGuardsWhole(const SafeContext& context, const StepRecord& step) noexcept {
    const Sections& plan = context.engine->plan;
    if (!isWhole(context.arena + step.scratch + step.scratchBytes)) return false;
    const std::uint32_t* links = plan.links + step.firstLink;
    for (std::uint32_t i = 0; i < std::uint32_t{step.inputCount} + step.outputCount; ++i) {
        const TensorRecord& t = plan.tensors[links[i]];
        if (isInArena(t) && !isWhole(context.arena + t.offset + t.bytes)) return false;
    }
    return true;
}

}  // namespace safety
}  // namespace planscope
