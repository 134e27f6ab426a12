// SPDX-License-Identifier: Apache-2.0
#include "engine/layers/plugin.h"

#include "engine/base/check.h"
#include "engine/devices/host_kernel.h"
#include "engine/devices/tactic.h"
#include "engine/plugins/host_run.h"

#include <mutex>

namespace planscope::devices::cpu::plugin {
namespace {

using plugins::TensorDesc;

/// Formats that all tensors of rank 3 and more may have together, in order of preference.
constexpr Format kFormats[] = {Format::linear(), Format::channelLast(), Format::channelBlocked(8), Format::channelBlocked(16)};

struct Descriptions {
    std::vector<TensorDesc> inputs, outputs;
};

std::vector<TensorDesc> described(const std::vector<ProblemTensor>& tensors, const std::vector<Format>& formats) {
    std::vector<TensorDesc> out;
    for (std::size_t i = 0; i < tensors.size(); ++i) out.push_back({tensors[i].type, formats[i], tensors[i].dims});
    return out;
}

Descriptions described(const Problem& problem, const FormatSignature& formats) {
    return {described(problem.inputs, formats.inputs), described(problem.outputs, formats.outputs)};
}

Result<plugins::LoadedPlugin> instance(const Problem& problem) {
    return layers::plugin::instance(*problem.def, problem.attributes<layers::plugin::Attrs>());
}

/// The plugin's name and version, so that every plugin is an alternative of its own in plans, caches and tables.
std::string algorithm(const Problem& problem) {
    const plugins::PluginId id = problem.attributes<layers::plugin::Attrs>().id();
    return fmt::format("{}{}{}:{}", id.nameSpace, id.nameSpace.empty() ? "" : ".", id.name, id.version);
}

/// Every way that the plugin takes; where there is none, `why` says what it threw.
std::vector<TacticVariant> waysOf(const Problem& problem, const plugins::Plugin& plugin, std::string& why) {
    std::vector<TacticVariant> out;
    for (const Format format : kFormats) {
        const FormatSignature formats = FormatSignature::uniform(problem, format);
        if (!out.empty() && formats == out.front().formats) continue;  // nothing here has channels
        Descriptions tensors = described(problem, formats);
        const auto run = plugins::HostRun::prepare(plugin, std::move(tensors.inputs), std::move(tensors.outputs));
        if (run) out.push_back({algorithm(problem), formats, run->workspaceBytes()});
        else if (why.empty()) why = run.error().message;
    }
    return out;
}

/// Steps are lowered by several threads; libraries of others need not be ready for that.
std::mutex oneAtATime;

std::vector<TacticVariant> variants(const Problem& problem, const DeviceInfo&) {
    const std::lock_guard lock(oneAtATime);
    const auto plugin = instance(problem);
    std::string why;
    return plugin ? waysOf(problem, **plugin, why) : std::vector<TacticVariant>{};
}

Verdict accepts(const Problem& problem, const DeviceInfo&) {
    if (!problem.epilogue.empty()) return reject(Reason::Fusion, "a plugin has no epilogue");
    const std::lock_guard lock(oneAtATime);
    const auto plugin = instance(problem);
    if (!plugin) return reject(Reason::Backend, plugin.error().text());
    std::string why;
    if (!waysOf(problem, **plugin, why).empty()) return accept();
    return reject(Reason::Layout, fmt::format("{} takes none of these types and formats in host memory: {}",
                                              problem.attributes<layers::plugin::Attrs>().id().text(), why));
}

struct PluginRun {
    plugins::LoadedPlugin origin;  ///< keeps the library
    plugins::HostRun run;

    KernelStatus operator()(std::span<const TensorView> inputs, std::span<const TensorView> outputs, void* workspace) noexcept {
        return run.execute(inputs, outputs, workspace);
    }
    std::string_view complaint() const { return run.complaint(); }
};

Result<std::unique_ptr<Kernel>> lower(const Problem& problem, const TacticVariant& variant, const DeviceInfo&) {
    const std::lock_guard lock(oneAtATime);
    PS_ASSIGN(plugins::LoadedPlugin plugin, instance(problem));
    Descriptions tensors = described(problem, variant.formats);
    PS_ASSIGN(plugins::HostRun run, within(problem.attributes<layers::plugin::Attrs>().id().text(),
                                           plugins::HostRun::prepare(*plugin, std::move(tensors.inputs), std::move(tensors.outputs))));
    return makeHostKernel(problem, variant, PluginRun{std::move(plugin), std::move(run)});
}

constexpr TacticDef kLibrary{"plugin.cpu.library", 1, false, accepts, variants, lower};

constexpr const TacticDef* kTactics[] = {&kLibrary};

}  // namespace

extern constinit const TacticList list{layers::plugin::kind, kTactics};

}  // namespace planscope::devices::cpu::plugin
