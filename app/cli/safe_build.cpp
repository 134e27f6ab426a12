// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/safe_build.h"

#include "engine/base/check.h"
#include "engine/builder/builder.h"
#include "engine/inspect/format.h"
#include "engine/safe_plan/safe_plan.h"
#include "engine/scope/catalogue.h"
#include "engine/target/target.h"

#include <CLI/CLI.hpp>

#include <fstream>

namespace planscope::cli {
namespace {

std::uint64_t hashOfFile(const std::string& file) {
    std::ifstream in(file, std::ios::binary);
    const std::string text((std::istreambuf_iterator<char>(in)), {});
    return Hasher().add(std::string_view(text)).value();
}

std::uint64_t hashOf(const BuildOptions& options, const Target& target) {
    Hasher hasher;
    hasher.add(options.precision.fp16).add(options.precision.int8).add(target.id);
    for (const std::string& pass : options.passes.disabled) hasher.add(std::string_view(pass));
    return hasher.value();
}

/// The same rules as `planexec scope` and isNetworkSupported ask; every one that is broken is named.
Status keepsToScope(const Network& network, const Target& target, const BuildOptions& options, Terminal& terminal) {
    scope::Question question{network, target};
    question.plan.precision = options.precision;
    question.plan.isSafety = true;
    question.plan.isBuiltOnQnx = target.isQnx;  // the plan says for which platform it is; QNX itself is not here
    const scope::Report report = scope::ask(question, scope::kSafe | scope::kRestricted);
    const std::size_t errors = report.count(scope::Level::Error);
    if (errors == 0) return {};
    for (const scope::Finding& finding : report.findings)
        if (finding.rule->level == scope::Level::Error)
            terminal.console.error({Code::UnsupportedFeature, std::string(finding.rule->id), finding.sentence, std::string(finding.rule->fix)});
    return fail(Code::UnsupportedFeature, fmt::format("the safety scope refuses this network: {} findings above", errors), "planexec scope says more of each");
}

}  // namespace

void declareCapabilityFlags(CLI::App& app, CapabilityFlags& flags) {
    app.add_option("--capability", flags.capability, "standard, or safety: a plan for the safety and proxy runtimes")
        ->check(CLI::IsMember({"standard", "safety"}))
        ->capture_default_str();
    app.add_flag("--safe", flags.isSafe, "the same as --capability safety");
    app.add_option("--target", flags.target, "of safe plans")
        ->capture_default_str();
}

Status buildSafePlan(const std::string& model, const std::string& plan, const BuildFlags& flags, const CapabilityFlags& capability, Terminal& terminal) {
    const Target* target = findTarget(capability.target);
    PS_CHECK(target, Code::Option, "there is no target '{}'", capability.target);
    PS_CHECK(target->runsProxy || target->runsSafety, Code::Option, "{} runs neither the safety nor the proxy runtime", target->name);
    const auto sm = static_cast<std::uint32_t>(target->major * 10 + target->minor);
    PS_ASSIGN(const onnx::ImportResult imported, openModelInRanges(model, flags, terminal));
    PS_ASSIGN(BuildOptions options, flags.buildOptions());
    PS_TRY(keepsToScope(imported.network, *target, options, terminal));
    options.device = "reference";  // times nothing: safe plans have one kernel per layer
    options.selection.optimizationLevel = 0;
    options.timingCache.clear();
    PS_ASSIGN(const BuildResult built, buildEngine(imported.network, options, terminal.console.buildProgress(), terminal.stop));
    terminal.console.endProgress();
    for (const Error& warning : built.warnings) terminal.console.warn(warning.text());
    PS_CHECK(!built.engine.isOpen, Code::UnsupportedFeature, "safe plans have fixed shapes and no control flow; --shapes fixes symbolic dimensions");
    const safe_plan::SafePlanOptions safe{.targetSm = sm,
                                          .targetPlatform = target->isQnx ? safety::Platform::QnxSafety : safety::Platform::LinuxX86,
                                          .modelHash = imported.info.hash,
                                          .configHash = hashOf(options, *target),
                                          .calibrationHash = flags.quantization.calibrationCache.empty() ? 0 : hashOfFile(flags.quantization.calibrationCache)};
    PS_ASSIGN(const std::vector<std::byte> bytes, safe_plan::makeSafePlan(built.optimised, safe));
    PS_TRY(writeTextFile(plan, {reinterpret_cast<const char*>(bytes.data()), bytes.size()}));
    terminal.console.note(fmt::format("{}: a plan of capability kSAFETY for SM {}.{}, {}", plan, target->major, target->minor, inspect::formatBytes(bytes.size())));
    return {};
}

}  // namespace planscope::cli
