// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/safe_build.h"

#include "engine/base/check.h"
#include "engine/builder/scope_gate.h"
#include "engine/inspect/format.h"
#include "engine/safe_plan/safe_plan.h"
#include "engine/target/target.h"

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

}  // namespace

Status buildSafePlan(const std::string& model, const std::string& plan, const BuildFlags& flags, Terminal& terminal) {
    PS_ASSIGN(BuildOptions options, flags.buildOptions());
    const Target* const target = options.capability.target;
    PS_CHECK(target->runsProxy || target->runsSafety, Code::Option, "{} runs neither the safety nor the proxy runtime", target->name);
    const auto sm = static_cast<std::uint32_t>(target->major * 10 + target->minor);
    PS_ASSIGN(const onnx::ImportResult imported, openModelInRanges(model, flags, terminal));
    PS_TRY(keepToScope(imported.network, options));
    options.device = "reference";  // times nothing: safe plans have one kernel per layer
    options.selection.optimizationLevel = 0;
    options.timingCache.clear();
    PS_ASSIGN(const BuildResult built, buildEngine(imported.network, options, terminal.console.buildProgress(), terminal.stop));
    terminal.console.endProgress();
    for (const Error& warning : built.warnings) terminal.console.warn(warning.text());
    PS_CHECK(!built.engine.isOpen, Code::UnsupportedFeature, "safe plans have fixed shapes and no control flow; --shapes fixes symbolic dimensions");
    const safe_plan::SafePlanOptions safe{.targetSm = sm,
                                          .targetPlatform = target->isQnx ? safety::Platform::QnxSafety : safe_plan::hostPlatform(),
                                          .modelHash = imported.info.hash,
                                          .configHash = hashOf(options, *target),
                                          .calibrationHash = flags.quantization.calibrationCache.empty() ? 0 : hashOfFile(flags.quantization.calibrationCache)};
    PS_ASSIGN(const std::vector<std::byte> bytes, safe_plan::makeSafePlan(built.optimised, safe));
    PS_TRY(writeTextFile(plan, {reinterpret_cast<const char*>(bytes.data()), bytes.size()}));
    terminal.console.note(fmt::format("{}: a plan of capability kSAFETY for SM {}.{}, {}", plan, target->major, target->minor, inspect::formatBytes(bytes.size())));
    return {};
}

}  // namespace planscope::cli
