// SPDX-License-Identifier: Apache-2.0
#include "engine/scope/dla/facts.h"
#include "engine/scope/dla/families.h"
#include "engine/scope/report.h"

#include <fmt/format.h>

namespace planscope::scope::dla {
namespace {

bool isStandalone(const Question& q) { return q.plan.dla.isStandalone; }

void fallback(const Question& q, Emitter& emit) {
    if (isStandalone(q) && q.plan.allowsGpuFallback) emit.config("GPU fallback", "GPU fallback cannot be combined with a standalone loadable");
}
void formats(const Question& q, Emitter& emit) {
    const bool isGiven = q.plan.inputFormats.size() >= q.network.inputs().size() && q.plan.outputFormats.size() >= q.network.outputs().size();
    if (isStandalone(q) && !isGiven) emit.config("formats", "a standalone loadable needs the formats of all inputs and all outputs");
}
void core(const Question& q, Emitter& emit) {
    if (isStandalone(q) && !q.plan.usesDla) emit.config("no core", "a standalone loadable needs a DLA core");
}
void constraints(const Question& q, Emitter& emit) {
    if (isStandalone(q) && q.plan.dla.obeysAndPrefers) emit.config("obey and prefer", "precision constraints are to be obeyed and preferred at once");
}
void flags(const Question& q, Emitter& emit) {
    if (!isStandalone(q)) return;
    if (q.plan.allowsRefit) emit.config("refit", "refit has no effect on a standalone loadable");
    if (q.plan.dla.isProfiled) emit.config("profiling", "a standalone loadable has no times of layers");
}

using enum Confidence;
using enum Level;
constexpr Rule standalone(std::string_view id, std::string_view about, std::string_view violation, std::string_view fix, std::string_view source, Check check, Level level = Error) {
    return {id, about, violation, fix, source, Documented, level, kDlaStandalone, check};
}
constexpr Rule kRules[] = {
    standalone("DLA-SA-01", "network", "layers that are not on the DLA", "rewrite them, or use capability kSTANDARD", "GH#2190", kByPlacement),
    standalone("DLA-SA-02", "network", "other than one loadable", "remove the cut", "GH#2752", kByPlacement),
    standalone("DLA-SA-03", "config", "GPU fallback", "switch it off", "TX, H5 to H7", onWhole(fallback)),
    standalone("DLA-SA-04", "config", "formats of inputs or outputs are missing", "give both", "TX", onWhole(formats)),
    standalone("DLA-SA-05", "input, output", "a layer that is not on the DLA reads or writes it", {}, "GH#3138", kByPlacement),
    standalone("DLA-SA-06", "config", "no DLA core", "set one", "TX", onWhole(core)),
    standalone("DLA-SA-07", "file", "a loadable that is opened as a plan", "use the standalone runtime", "TX", kByRuntime),
    standalone("DLA-SA-08", "file", "a plan that is opened as a loadable", "use the standard runtime", "CUS#10", kByRuntime),
    standalone("DLA-SA-09", "config", "precision constraints obeyed and preferred at once", "keep one", "CUS#34", onWhole(constraints)),
    standalone("DLA-SA-10", "config", "refit or profiling", "clear it", "TX", onWhole(flags), Warning),
};

}  // namespace

std::span<const Rule> standaloneRules() { return kRules; }

}  // namespace planscope::scope::dla
