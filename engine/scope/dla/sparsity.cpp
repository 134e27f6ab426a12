// SPDX-License-Identifier: Apache-2.0
#include "engine/layers/convolution.h"
#include "engine/scope/dla/facts.h"
#include "engine/scope/dla/families.h"
#include "engine/scope/report.h"

#include <algorithm>
#include <array>
#include <fmt/format.h>

namespace planscope::scope::dla {
namespace {

constexpr std::int64_t kLeastChannels = 64, kMostWeights = std::int64_t{256} << 10, kOutputStep = 64, kGroup = 4, kMostOfGroup = 2;

bool isAsked(const Subject& s) { return s.question.plan.isSparse && isOrin(s.question) && s.view.inputCount() > 1; }

void channels(const Subject& s, Emitter& emit) {
    const std::int64_t c = s.view.input(0).dims[1];
    if (isAsked(s) && c <= kLeastChannels) emit.layer(s, std::to_string(c), fmt::format("{} input channels; sparsity needs more than {}", c, kLeastChannels));
}
/// How many of the groups of four weights along C have more than two that are not zero, of how many.
void pattern(const Subject& s, Emitter& emit) {
    const TensorInfo& weights = s.view.input(1);
    if (!isAsked(s) || !weights.constant || weights.type != DataType::Float) return;
    const auto values = weights.constant->floats();
    const std::int64_t k = weights.dims[0], c = weights.dims[1], taps = weights.dims.volume(2, weights.dims.rank);
    std::int64_t dense = 0, all = 0;
    for (std::int64_t out = 0; out < k; ++out)
        for (std::int64_t tap = 0; tap < taps; ++tap)
            for (std::int64_t first = 0; first < c; first += kGroup, ++all) {
                std::int64_t used = 0;
                for (std::int64_t i = first; i < std::min(c, first + kGroup); ++i) used += values[static_cast<std::size_t>((out * c + i) * taps + tap)] != 0;
                dense += used > kMostOfGroup;
            }
    if (dense > 0) emit.layer(s, std::to_string(dense), fmt::format("{:.0f} % of the groups of four weights have more than two that are not zero; it runs dense", 100.0 * static_cast<double>(dense) / static_cast<double>(all)));
}
void half(const Subject& s, Emitter& emit) {
    if (isAsked(s) && precisionOf(s) == Precision::Fp16) emit.layer(s, "FP16", "sparsity works in INT8 only");
}
void size(const Subject& s, Emitter& emit) {
    constexpr std::array<std::int64_t, 7> kRests = {0, 1, 2, 4, 8, 16, 32};
    if (!isAsked(s)) return;
    const Dims& dims = s.view.input(1).dims;
    const bool isOdd = std::ranges::find(kRests, dims[0] % kOutputStep) == kRests.end();
    if (dims.volume() > kMostWeights || isOdd) emit.layer(s, fmt::format("{}, {}", dims.volume(), dims[0]), fmt::format("{} weights and {} outputs cannot be sparse", dims.volume(), dims[0]));
}
void xavier(const Question& q, Emitter& emit) {
    if (q.plan.usesDla && q.plan.isSparse && isXavier(q)) emit.config("sparse", "sparsity is ignored on Xavier");
}

using enum Confidence;
using enum Level;
constexpr const LayerKind* kConvolution = &layers::convolution::kind;
constexpr Rule kRules[] = {
    says(Advice, "DLA-SPARSE-01", "Convolution", "sparse with 64 channels or fewer", {}, "FAQ", Documented, onLayers(channels, kConvolution)),
    says(Advice, "DLA-SPARSE-02", "Convolution", "sparse with weights that are not 2 of 4 along the channels", "prune them", "FAQ", Documented, onLayers(pattern, kConvolution)),
    says(Advice, "DLA-SPARSE-03", "Convolution", "sparse in FP16", "use INT8", "guide", Recalled, onLayers(half, kConvolution)),
    says(Advice, "DLA-SPARSE-04", "Convolution", "sparse with more than 256 Ki weights, or outputs modulo 64 other than 0, 1, 2, 4, 8, 16 and 32", {}, "guide", Recalled, onLayers(size, kConvolution)),
    says(Advice, "DLA-SPARSE-05", "config", "sparse on Xavier", {}, "guide", Recalled, onWhole(xavier)),
};

}  // namespace

std::span<const Rule> sparsityRules() { return kRules; }

}  // namespace planscope::scope::dla
