// SPDX-License-Identifier: Apache-2.0
// Rules about what is asked of a build, whatever its layers are.
#include "engine/scope/dla/facts.h"
#include "engine/scope/dla/families.h"
#include "engine/scope/report.h"

#include <fmt/format.h>

namespace planscope::scope::dla {
namespace {

void noCores(const Question& q, Emitter& emit) {
    if (q.plan.usesDla && q.target.dlaCores == 0) emit.config(std::string(q.target.id), fmt::format("{} has no DLA", q.target.name));
}
void coreIndex(const Question& q, Emitter& emit) {
    if (q.plan.usesDla && q.target.dlaCores > 0 && q.plan.dla.core >= q.target.dlaCores)
        emit.config(std::to_string(q.plan.dla.core), fmt::format("DLA core {} was asked for, {} exist", q.plan.dla.core, q.target.dlaCores));
}
void safety(const Subject& s, Emitter& emit) {
    if (s.question.plan.isSafety) emit.layer(s, "DLA", "it is meant for the DLA, but safe engines run on the GPU only");
}
void capture(const Question& q, Emitter& emit) {
    if (q.plan.usesDla && q.plan.dla.capturesGraphs) emit.config("CUDA graph", "a captured CUDA graph cannot hold work of the DLA");
}
void xavier(const Question& q, Emitter& emit) {
    if (q.plan.usesDla && isXavier(q) && q.release >= k8612) emit.config(std::string(q.target.id), "8.6.12 lists the DLA of SM 8.7 only; Xavier is here for comparison");
}
void flags(const Subject& s, Emitter& emit) {
    const PrecisionOptions& options = s.question.plan.precision;
    if (!s.isPrecisionAsked) return;
    const bool isMissing = (s.precision == Precision::Int8 && !options.int8) || (s.precision == Precision::Fp16 && !options.fp16);
    if (isMissing) emit.layer(s, std::string(toString(s.precision)), fmt::format("it is to compute in {}, which the build does not allow", toString(s.precision)));
}

using enum Confidence;
using enum Level;
constexpr Rule kRules[] = {
    says(Error, "DLA-GEN-14", "config", "a target without a DLA", "choose Orin or Xavier, or the GPU", "SEED", Documented, onWhole(noCores)),
    says(Error, "DLA-GEN-15", "config", "a core that does not exist", "take core 0 or 1", "H861", Documented, onWhole(coreIndex)),
    says(Error, "DLA-GEN-16", "config", "a safe engine with layers on the DLA", "build the DLA's part as a loadable of its own", "H861, SEED", Documented, onLayers(safety)),
    says(Error, "DLA-GEN-20", "config", "a CUDA graph is captured", "submit to the DLA outside of the capture", "GH#3524, CUD", Documented, onWhole(capture)),
    says(Warning, "DLA-GEN-25", "config", "Xavier with 8.6.12", "choose Orin", "SEED", Inferred, onWhole(xavier)),
    says(Error, "DLA-GEN-28", "config", "a layer asks for a precision that the build does not allow", "set the flag of that precision", "H861", Documented, onLayers(flags)),
};

}  // namespace

std::span<const Rule> buildRules() { return kRules; }

}  // namespace planscope::scope::dla
