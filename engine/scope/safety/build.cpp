// SPDX-License-Identifier: Apache-2.0
#include "engine/scope/report.h"
#include "engine/scope/safety/families.h"

#include <fmt/format.h>

namespace planscope::scope::safety {
namespace {

std::string smOf(const Target& target) { return fmt::format("{}.{}", target.major, target.minor); }
bool isSafe(const Question& q) { return q.plan.isSafety; }
bool isSafeOrRestricted(const Question& q) { return q.plan.isSafety || q.plan.isRestricted; }

void refuse(bool isBroken, Emitter& emit, std::string value, std::string sentence) {
    if (isBroken) emit.config(std::move(value), std::move(sentence));
}

void dla(const Question& q, Emitter& emit) {
    refuse(isSafe(q) && q.plan.usesDla, emit, "DLA", "layers are placed on DLA; safety engines run on the GPU alone");
}
void fallback(const Question& q, Emitter& emit) {
    refuse(isSafeOrRestricted(q) && q.plan.allowsGpuFallback, emit, "GPU fallback", "GPU fallback cannot be combined with the safety modes");
}
void product(const Question& q, Emitter& emit) {
    refuse(isSafe(q) && !q.target.isDrive, emit, std::string(q.target.id), fmt::format("target {} is no DRIVE product: the engine is for the proxy runtime only", q.target.name));
}
void askedPrecision(const Subject& s, Emitter& emit) {
    if (s.question.plan.isRestricted && s.precision != Precision::Other && !s.isPrecisionAsked)
        emit.layer(s, "no precision", fmt::format("its precision is not set; it is judged as {}, as a safety build would make it", toString(s.precision)));
}
void tf32(const Question& q, Emitter& emit) {
    refuse(isSafe(q) && q.plan.precision.tf32 && !q.target.hasSafeTf32, emit, "TF32", fmt::format("TF32 is not there in safety builds for {}", q.target.name));
}
void platform(const Question& q, Emitter& emit) {
    refuse(isSafe(q) && q.target.isQnx && !q.plan.isBuiltOnQnx, emit, "Linux", "engines for QNX safety are built on QNX standard, this is Linux");
}
void safetyRuntime(const Question& q, Emitter& emit) {
    refuse(q.plan.wantsSafetyRuntime && smOf(q.target) != "8.7", emit, "SM " + smOf(q.target), fmt::format("the safety runtime is for SM 8.7, the target has {}", smOf(q.target)));
}
void proxyRuntime(const Question& q, Emitter& emit) {
    refuse(q.plan.wantsProxyRuntime && q.target.major != 8, emit, "SM " + smOf(q.target), fmt::format("the proxy runtime is for SM 8.x, the target has {}", smOf(q.target)));
}
void standardRuntime(const Question& q, Emitter& emit) {
    refuse(q.target.major != 7 && q.target.major != 8, emit, "SM " + smOf(q.target), fmt::format("SM {} is not among those of release 8.6.12: treat it as an experiment", smOf(q.target)));
}
void refit(const Question& q, Emitter& emit) { refuse(isSafe(q) && q.plan.allowsRefit, emit, "refit", "safety engines cannot be refitted"); }
void profiles(const Question& q, Emitter& emit) {
    refuse(isSafe(q) && q.plan.profiles != 1, emit, std::to_string(q.plan.profiles), fmt::format("{} profiles; safety engines have one, of fixed shapes", q.plan.profiles));
}
void implicitBatch(const Question& q, Emitter& emit) { refuse(isSafe(q) && q.plan.isImplicitBatch, emit, "implicit batch", "the batch is implicit; the safety scope wants it explicit"); }
void level(const Question& q, Emitter& emit) {
    refuse(isSafe(q) && q.plan.optimizationLevel > 3, emit, std::to_string(q.plan.optimizationLevel), "levels 4 and 5 could fail with convolutions before 8.6.12");
}
void restrictedStandard(const Question& q, Emitter& emit) {
    refuse(q.plan.isRestricted && !q.plan.isSafety, emit, "restricted", "the safety rules are asked, the engine stays a standard one");
}
void registry(const Question& q, Emitter& emit) {
    for (const PluginFacts& plugin : q.plan.plugins)
        refuse(isSafe(q) && !plugin.isInSafeRegistry, emit, plugin.name, fmt::format("plugin {} is not in the safe registry", plugin.name));
}
void sparse(const Question& q, Emitter& emit) { refuse(isSafe(q) && q.plan.isSparse, emit, "sparse weights", "kernels for sparse weights may be missing among the safe ones"); }
void timing(const Question& q, Emitter& emit) {
    refuse(isSafe(q) && !q.plan.keepsTimingCache, emit, "no timing cache", "which kernels are taken depends on times that are not kept");
}

using enum Confidence;
using enum Level;
constexpr Rule kRules[] = {
    {"SAFE-BUILD-01", "config", "a layer is placed on DLA", "build a standalone loadable", "H861, SEED", Documented, Error, kSafe, onWhole(dla)},
    {"SAFE-BUILD-02", "config", "GPU fallback is on", "turn it off", "H5 to H7", Documented, Error, kSafe | kRestricted, onWhole(fallback)},
    {"SAFE-BUILD-03", "config", "the target is no DRIVE product", "choose drive-orin", "H861, GH#2156", Documented, Warning, kSafe, onWhole(product)},
    {"SAFE-BUILD-04", "any layer", "no precision is set in restricted mode", "set precision and output types of the layer", "SEED", Documented, Warning, kRestricted, onLayers(askedPrecision)},
    {"SAFE-BUILD-05", "config", "TF32 on a target without it in safety builds", "turn TF32 off", "SEED", Documented, Error, kSafe, onWhole(tf32)},
    {"SAFE-BUILD-06", "config", "built on Linux for QNX safety", "build on QNX standard", "SEED", Documented, Error, kSafe, onWhole(platform)},
    {"SAFE-BUILD-07", "config", "the safety runtime on a target other than SM 8.7", "use the proxy runtime on SM 8.x", "SEED", Documented, Error, kSafe, onWhole(safetyRuntime)},
    {"SAFE-BUILD-08", "config", "the proxy runtime on a target other than SM 8.x", "choose another target", "SEED", Documented, Error, kSafe, onWhole(proxyRuntime)},
    {"SAFE-BUILD-09", "config", "the target is neither SM 7.x nor 8.x", {}, "SEED", Documented, Warning, kStandard, onWhole(standardRuntime)},
    {"SAFE-BUILD-10", "config", "refitting is on", "turn it off", "TX", Documented, Error, kSafe, onWhole(refit)},
    {"SAFE-BUILD-11", "config", "more than one profile", "fix the shapes", "H861", Documented, Error, kSafe, onWhole(profiles)},
    {"SAFE-BUILD-12", "network", "the batch is implicit", "make it explicit", "CSDN", Documented, Error, kSafe, onWhole(implicitBatch)},
    {"SAFE-BUILD-13", "config", "optimisation level 4 or 5", "take level 3", "SEED", Documented, Advice, kSafe, onWhole(level), k8612},
    {"SAFE-BUILD-14", "config", "restricted and of standard capability", {}, "H861", Documented, Advice, kRestricted, onWhole(restrictedStandard)},
    {"SAFE-BUILD-15", "config", "a plugin in the standard registry alone", "register it with the safe registry", "H861", Documented, Error, kSafe, onWhole(registry)},
    {"SAFE-BUILD-16", "config", "sparse weights", "measure", "SEED 3263411", OwnChoice, Advice, kSafe, onWhole(sparse)},
    {"SAFE-BUILD-17", "config", "times are not kept", "keep a timing cache", "own", OwnChoice, Advice, kSafe, onWhole(timing)},
};

}  // namespace

std::span<const Rule> buildRules() { return kRules; }

}  // namespace planscope::scope::safety
