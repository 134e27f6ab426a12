// SPDX-License-Identifier: Apache-2.0
#include "engine/layers/dequantize.h"
#include "engine/layers/quantize.h"
#include "engine/scope/dla/facts.h"
#include "engine/scope/dla/families.h"
#include "engine/scope/report.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <fmt/format.h>

namespace planscope::scope::dla {
namespace {

constexpr float kPlaceholder = 127;

bool isQuantizer(const Subject& s) { return s.layer.is(layers::quantize::kind) || s.layer.is(layers::dequantize::kind); }

/// INT8 is allowed and the layer asks for no other precision.
bool isForInt8(const Subject& s) {
    return s.question.plan.precision.int8 && !isQuantizer(s) && precisionOf(s) != Precision::Int8 && (!s.isPrecisionAsked || s.precision == Precision::Int8);
}
void noRange(const Subject& s, Emitter& emit) {
    const std::vector<TensorId> missing = tensorsWithoutRange(s);
    if (!isForInt8(s) || !s.question.plan.precision.fp16 || missing.empty()) return;
    emit.layer(s, s.question.network.tensor(missing[0]).name, fmt::format("{} has no INT8 range; the layer runs in FP16", s.question.network.tensor(missing[0]).name));
}
void noRangeNoHalf(const Subject& s, Emitter& emit) {
    const std::vector<TensorId> missing = tensorsWithoutRange(s);
    if (!isForInt8(s) || s.question.plan.precision.fp16 || missing.empty()) return;
    emit.layer(s, s.question.network.tensor(missing[0]).name, fmt::format("{} has no INT8 range and FP16 is off", s.question.network.tensor(missing[0]).name));
}
void explicitQuantizers(const Subject& s, Emitter& emit) {
    if (isQuantizer(s)) emit.layer(s, std::string(s.layer.def->kind.name), "Q/DQ is not accepted on the DLA, which takes ranges of tensors");
}
void calibrator(const Question& q, Emitter& emit) {
    constexpr std::array<std::string_view, 4> words = {"entropy2", "minmax", "entropy", "legacy"};
    if (q.plan.usesDla && q.plan.precision.int8 && q.plan.dla.calibrator != Calibrator::Entropy2) {
        const std::string_view word = words[static_cast<std::size_t>(q.plan.dla.calibrator)];
        emit.config(std::string(word), fmt::format("calibrator {}; the DLA needs entropy2", word));
    }
}
void placeholders(const Question& q, Emitter& emit) {
    const auto& ranges = q.plan.dla.ranges;
    if (!q.plan.usesDla || !q.plan.precision.int8 || ranges.empty()) return;
    const float first = ranges.begin()->second;
    const bool isEqual = ranges.size() > 1 && std::ranges::all_of(ranges, [first](const auto& row) { return row.second == first; });
    const auto all = ranges.find("*");
    if (isEqual || (all != ranges.end() && all->second == kPlaceholder)) emit.config(fmt::format("{}", first), fmt::format("all INT8 ranges are {}, which looks like placeholders", first));
}
void badRange(const Question& q, Emitter& emit) {
    if (!q.plan.usesDla) return;
    for (const auto& [name, range] : q.plan.dla.ranges)
        if (!(std::isfinite(range) && range > 0)) emit.config(fmt::format("{}", range), fmt::format("{}: the INT8 range {} is not positive and finite", name, range));
}
void rounding(const Question& q, Emitter& emit) {
    if (q.plan.usesDla && q.plan.precision.int8) emit.config("INT8", "results differ from those of a GPU by up to one step per layer, since ties are rounded away from zero");
}
void noFlag(const Question& q, Emitter& emit) {
    if (q.plan.usesDla && !q.plan.precision.fp16 && !q.plan.precision.int8) emit.config("FP32", "a build for the DLA needs FP16 or INT8");
}

using enum Confidence;
using enum Level;
constexpr Rule kRules[] = {
    says(Warning, "DLA-Q-01", "any layer", "INT8 without a range, with FP16", "calibrate, or set the range", "FAQ", Documented, onLayers(noRange)),
    leaves("DLA-Q-02", "any layer", "INT8 without a range, without FP16", "allow FP16", "FAQ", Documented, onLayers(noRangeNoHalf)),
    leaves("DLA-Q-03", "Quantize, Dequantize", "on the DLA", "turn Q/DQ into ranges", "QDQ", Documented, onLayers(explicitQuantizers)),
    says(Error, "DLA-Q-04", "config", "a calibrator other than entropy2", "change it", "H861", Documented, onWhole(calibrator)),
    says(Warning, "DLA-Q-05", "config", "ranges that are all equal", "calibrate", "GH#3599", Inferred, onWhole(placeholders)),
    says(Error, "DLA-Q-06", "tensor", "a range that is not positive and finite", "calibrate again", "own", Inferred, onWhole(badRange)),
    says(Advice, "DLA-Q-07", "config", "INT8", "compare with a tolerance", "GH#2222", Documented, onWhole(rounding)),
    says(Error, "DLA-Q-08", "config", "neither FP16 nor INT8", "set a flag", "H861", Documented, onWhole(noFlag)),
};

}  // namespace

std::span<const Rule> quantizationRules() { return kRules; }

}  // namespace planscope::scope::dla
