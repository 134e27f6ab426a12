// SPDX-License-Identifier: Apache-2.0
#include "engine/layers/plugin.h"
#include "engine/scope/report.h"
#include "engine/scope/safety/families.h"

#include <algorithm>
#include <fmt/format.h>

namespace planscope::scope::safety {
namespace {

/// What is known of the layer's plugin; nothing speaks for one that nobody described.
PluginFacts factsOf(const Subject& s) {
    const std::string& name = s.attrs<layers::plugin::Attrs>().plugin;
    const std::vector<PluginFacts>& all = s.question.plan.plugins;
    const auto at = std::ranges::find(all, name, &PluginFacts::name);
    return at == all.end() ? PluginFacts{.name = name} : *at;
}

void interfaceOf(const Subject& s, Emitter& emit) {
    const PluginFacts facts = factsOf(s);
    if (!facts.isIOExt) emit.layer(s, facts.name, fmt::format("plugin {} is not known to have the interface of the safety scope", facts.name));
}
void checker(const Subject& s, Emitter& emit) {
    const PluginFacts facts = factsOf(s);
    if (!facts.hasChecker) emit.layer(s, facts.name, fmt::format("plugin {} is not known to validate its data for the consistency checker", facts.name));
}
void handles(const Subject& s, Emitter& emit) {
    const PluginFacts facts = factsOf(s);
    if (facts.usesLibraryHandles) emit.layer(s, facts.name, fmt::format("plugin {} uses handles of cuDNN or cuBLAS, which are null in the safety runtime", facts.name));
}
void registration(const Subject& s, Emitter& emit) {
    const PluginFacts facts = factsOf(s);
    if (facts.isStaticallyRegistered) emit.layer(s, facts.name, fmt::format("plugin {} registers itself before main, which is discouraged", facts.name));
}
void indices(const Subject& s, Emitter& emit) {
    for (const TensorInfo& input : s.view.inputs())
        if (input.type == DataType::Int32) return emit.layer(s, "INT32", "INT32 index tensors of plugins need release 8.6.12");
}
void rank(const Subject& s, Emitter& emit) {
    const auto isScalar = [](const auto& t) { return t.dims.rank == 0; };
    if (std::ranges::any_of(s.view.inputs(), isScalar) || std::ranges::any_of(s.outputs, isScalar)) emit.layer(s, "rank 0", "rank 0 needs release 8.6.12");
}
void device(const Subject& s, Emitter& emit) {
    if (s.question.plan.usesDla) emit.layer(s, "DLA", "there are no plugins on DLA");
}

using enum Confidence;
using enum Level;
constexpr std::uint8_t kBoth = kSafe | kRestricted;
constexpr const LayerKind* kPlugin = &layers::plugin::kind;
constexpr Rule kRules[] = {
    {"SAFE-PLUG-01", "PluginV2", "not of the interface IPluginV2IOExt", "derive it from IPluginV2IOExt", "GH#2533", Documented, Error, kBoth, onLayers(interfaceOf, kPlugin)},
    {"SAFE-PLUG-02", "PluginV2", "without IPluginChecker", "implement the checker", "H861", Documented, Warning, kSafe, onLayers(checker, kPlugin)},
    {"SAFE-PLUG-03", "PluginV2", "uses a handle of cuDNN or cuBLAS", "write kernels of your own", "H861", Documented, Error, kSafe, onLayers(handles, kPlugin)},
    {"SAFE-PLUG-04", "PluginV2", "registered by the static macro", "call registerCreator", "H861", Documented, Advice, kSafe, onLayers(registration, kPlugin)},
    {"SAFE-PLUG-05", "PluginV2", "INT32 index tensors before 8.6.12", {}, "SEED", Inferred, Error, kBoth, onLayers(indices, kPlugin), k8612},
    {"SAFE-PLUG-06", "PluginV2", "rank 0 before 8.6.12", {}, "SEED", Documented, Error, kBoth, onLayers(rank, kPlugin), k8612},
    {"SAFE-PLUG-07", "PluginV2", "it writes another number of bytes than it declares", {}, "H861", Inferred, Error, kChecker, kByChecker},
    {"SAFE-PLUG-08", "PluginV2", "its creator is not registered before the plan is read, or twice", "register first, each triple once", "H861", Documented, Error, kRuntime, kByRuntime},
    {"SAFE-PLUG-09", "PluginV2", "on DLA", "use the GPU engine", "H861", Documented, Error, kSafe | kStandard, onLayers(device, kPlugin)},
};

}  // namespace

std::span<const Rule> pluginRules() { return kRules; }

}  // namespace planscope::scope::safety
