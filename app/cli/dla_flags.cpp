// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/dla_flags.h"

#include "engine/base/check.h"

#include <CLI/CLI.hpp>

#include <charconv>
#include <cmath>

namespace planscope::cli {
namespace {

constexpr float kPlaceholderRange = 127;
constexpr double kMostMebibytes = 1 << 20, kMebibyte = 1 << 20;

struct PoolRow {
    std::string_view name;
    std::int64_t scope::dla::Pools::*bytes;
};
constexpr PoolRow kPools[] = {
    {"dlaSRAM", &scope::dla::Pools::managedSram},
    {"dlaLocalDRAM", &scope::dla::Pools::localDram},
    {"dlaGlobalDRAM", &scope::dla::Pools::globalDram},
};

Result<scope::dla::Pools> poolsOf(const std::vector<std::string>& arguments) {
    PS_ASSIGN(const std::vector<NamedItem> items, parseNamedItems(arguments, "--dlaPools"));
    scope::dla::Pools out;
    for (const NamedItem& item : items) {
        const auto* const row = std::ranges::find(kPools, item.name, &PoolRow::name);
        PS_CHECK(row != std::end(kPools), Code::Option, "--dlaPools: '{}' is no pool; there are dlaSRAM, dlaLocalDRAM and dlaGlobalDRAM", item.name);
        double mebibytes = -1;
        const char* const end = item.value.data() + item.value.size();
        const auto [next, error] = std::from_chars(item.value.data(), end, mebibytes);
        PS_CHECK(error == std::errc{} && next == end && mebibytes >= 0 && mebibytes <= kMostMebibytes, Code::Option, "--dlaPools={} takes a size in MiB, given '{}'", item.name, item.value);
        out.*(row->bytes) = std::llround(mebibytes * kMebibyte);
    }
    return out;
}

Result<std::vector<scope::dla::LayerDevice>> devicesOf(const std::vector<std::string>& arguments) {
    PS_ASSIGN(const std::vector<NamedItem> items, parseNamedItems(arguments, "--layerDeviceTypes"));
    std::vector<scope::dla::LayerDevice> out;
    for (const NamedItem& item : items) {
        PS_CHECK(item.value == "GPU" || item.value == "DLA", Code::Option, "--layerDeviceTypes: '{}' is no device of layer '{}'; there are GPU and DLA", item.value, item.name);
        out.push_back({item.name, item.value == "DLA" ? scope::dla::Device::Dla : scope::dla::Device::Gpu});
    }
    return out;
}

/// One spec is for all bindings.
std::vector<DataType> typesOf(const std::vector<IoSpec>& specs, std::size_t count) {
    std::vector<DataType> out;
    for (std::size_t i = 0; i < count && !specs.empty() && (specs.size() == 1 || i < specs.size()); ++i) out.push_back(specs.size() == 1 ? specs.front().type : specs[i].type);
    return out;
}

}  // namespace

Status DlaFlags::apply(scope::Plan& plan, const Network& network, const BuildOptions& build) const {
    plan.usesDla = core >= 0;
    plan.allowsGpuFallback = allowsGpuFallback;
    plan.dla.core = std::max(core, 0);
    plan.dla.isStandalone = isStandalone;
    plan.dla.isDirectIo = build.selection.directIo || (isStandalone && !allowsGpuFallback);
    PS_ASSIGN(plan.dla.pools, poolsOf(pools));
    PS_ASSIGN(plan.dla.layerDevices, devicesOf(layerDevices));
    plan.dla.inputTypes = typesOf(build.inputs, network.inputs().size());
    plan.dla.outputTypes = typesOf(build.outputs, network.outputs().size());
    if (build.inputs.empty()) plan.inputFormats.clear();
    if (build.outputs.empty()) plan.outputFormats.clear();
    if (!build.precision.int8) return {};
    for (const auto& [tensor, scale] : build.scales.tensors) plan.dla.ranges.emplace(tensor, scale.scale * quantization::kLargestInteger);
    if (plan.dla.ranges.empty()) plan.dla.ranges.emplace("*", kPlaceholderRange);
    return {};
}

void declareDlaFlags(CLI::App& app, DlaFlags& flags) {
    app.add_option("--useDLACore", flags.core, "judge layers placed on this core of the DLA")->check(CLI::Range(0, 1));
    app.add_flag("--allowGPUFallback", flags.allowsGpuFallback, "judge a build with GPU fallback");
    app.add_flag("--buildDLAStandalone", flags.isStandalone, "judge a loadable for the DLA alone");
    app.add_option("--layerDeviceTypes", flags.layerDevices, "devices of layers: 'layer:GPU,layer:DLA'");
    app.add_option("--dlaPools", flags.pools, "most memory of a loadable in MiB [dlaSRAM:1,dlaLocalDRAM:1024,dlaGlobalDRAM:512]");
}

}  // namespace planscope::cli
