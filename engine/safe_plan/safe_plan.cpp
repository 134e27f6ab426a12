// SPDX-License-Identifier: Apache-2.0
#include "engine/safe_plan/safe_plan.h"

#include "engine/base/check.h"
#include "engine/plan/container.h"
#include "engine/safe_plan/assemble.h"

namespace planscope::safe_plan {
namespace {

/// What one execution takes at most on the reference processor of the estimate: a quarter of an operation per ns, one byte per ns.
std::uint64_t timeBoundOf(const Network& network) {
    constexpr double kNsPerOperation = 4, kNsPerByte = 1, kNsPerStep = 1e5;
    double total = 0;
    for (const LayerId id : network.topologicalOrder()) {
        const Layer& layer = network.layer(id);
        const std::vector<TensorInfo> infos = network.anchorInputs(layer);
        const Work work = workOf(LayerView(*layer.def, layer.attrs, infos), network.outputTypes(layer));
        total += work.flops * kNsPerOperation + work.bytes * kNsPerByte + kNsPerStep;
    }
    return static_cast<std::uint64_t>(total);
}

}  // namespace

Result<std::vector<std::byte>> makeSafePlan(const Network& network, const SafePlanOptions& options) {
    PS_ASSIGN(const NetworkDraft draft, draftNetwork(network));
    return assemble(draft, network.name, timeBoundOf(network), options);
}

bool isSafePlan(std::span<const std::byte> bytes) {
    const Result<plan::Container> container = plan::unpackContainer(bytes);
    return container && container->find(safety::kMetaSection) != nullptr;
}

}  // namespace planscope::safe_plan
