// SPDX-License-Identifier: Apache-2.0
#include "engine/builder/scope_gate.h"

#include "engine/base/check.h"
#include "engine/scope/catalogue.h"

namespace planscope {
namespace {

#if defined(__QNX__)
constexpr bool kIsQnx = true;
#else
constexpr bool kIsQnx = false;
#endif

/// The first format that a binding may have; Linear where that cannot be told, which the build itself complains about.
Format firstFormat(const std::vector<IoSpec>& specs, std::size_t i, const Network& network, TensorId id, bool isInput) {
    if (specs.empty() || (specs.size() > 1 && i >= specs.size())) return Format::linear();
    const Tensor& tensor = network.tensor(id);
    const auto formats = formatsOf(specs.size() == 1 ? specs.front() : specs[i], tensor.name, tensor.dims, isInput);
    return formats && !formats->empty() ? formats->front() : Format::linear();
}

}  // namespace

scope::Question scopeQuestion(const Network& network, const BuildOptions& options) {
    const Target* const target = options.capability.target ? options.capability.target : findTarget("drive-orin");
    scope::Question out{network, *target, {}, options.capability.rules};
    out.plan.precision = options.precision;
    out.plan.isSafety = options.capability.isSafety;
    out.plan.isRestricted = options.capability.isRestricted;
    out.plan.isBuiltOnQnx = kIsQnx;
    out.plan.keepsTimingCache = !options.timingCache.empty();
    out.plan.optimizationLevel = options.selection.optimizationLevel;
    out.plan.profiles = std::max(1, static_cast<int>(options.profiles.size()));
    for (std::size_t i = 0; i < network.inputs().size(); ++i)
        out.plan.inputFormats.push_back(firstFormat(options.inputs, i, network, network.inputs()[i], true));
    for (std::size_t i = 0; i < network.outputs().size(); ++i)
        out.plan.outputFormats.push_back(firstFormat(options.outputs, i, network, network.outputs()[i].tensor, false));
    return out;
}

scope::Report scopeReport(const Network& network, const BuildOptions& options) {
    return scope::ask(scopeQuestion(network, options), scope::kSafe | scope::kRestricted | scope::kStandard);
}

bool isNetworkSupported(const Network& network, const BuildOptions& options) {
    BuildOptions asked = options;
    asked.capability.isRestricted = !asked.capability.isSafety;
    return keepToScope(network, asked).has_value();
}

Status keepToScope(const Network& network, const BuildOptions& options) {
    if (!options.capability.isSafety && !options.capability.isRestricted) return {};
    const scope::Report report = scopeReport(network, options);
    const std::size_t errors = report.count(scope::Level::Error);
    if (errors == 0) return {};
    std::string text = fmt::format("the safety scope refuses this network, {} {} broken:", errors, errors == 1 ? "rule is" : "rules are");
    for (const scope::Finding& finding : report.findings)
        if (finding.rule->level == scope::Level::Error)
            text += fmt::format("\n  {} {}{}", finding.rule->id, finding.sentence, finding.rule->fix.empty() ? "" : fmt::format(" ({})", finding.rule->fix));
    return fail(Code::UnsupportedFeature, text + "\n", "planexec scope says more of each.");
}

}  // namespace planscope
