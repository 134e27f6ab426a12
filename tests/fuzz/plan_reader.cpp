// SPDX-License-Identifier: Apache-2.0
#include "engine/layers/layer_table.h"
#include "engine/plan/plan_file.h"
#include "tests/fuzz/fuzz_target.h"
#include "tests/fuzz/repair_plan.h"

using namespace planscope;

namespace {

/// Reads everything that a loaded engine holds, so that a sanitizer sees a bad address.
void touch(const Engine& engine) {
    for (const EngineTensor& tensor : engine.tensors) {
        (void)tensor.bytes();
        if (tensor.constant) (void)tensor.constant->hash();
    }
    for (const EngineStep& step : engine.steps) (void)problemOf(engine, step);
}

void read(std::span<const std::byte> bytes) {
    const Result<LoadedPlan> plan = parsePlan(bytes, nullptr, layers::table());
    if (!plan) {
        fuzz::require(!plan.error().message.empty(), "an error has a sentence");
        return;
    }
    touch(plan->engine);
    const Result<LoadedPlan> again = parsePlan(serializePlan(plan->engine, plan->record), nullptr, layers::table());
    fuzz::require(again.has_value(), "a plan that was read can be written and read again");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    read(fuzz::asBytes(data, size));
    std::vector<std::byte> repaired(fuzz::asBytes(data, size).begin(), fuzz::asBytes(data, size).end());
    fuzz::repairPlan(repaired);
    read(repaired);
    return 0;
}
