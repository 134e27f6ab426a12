// SPDX-License-Identifier: Apache-2.0
#include "engine/passes/attention_scores.h"

#include "engine/layers/matrix_multiply.h"
#include "engine/layers/select.h"
#include "engine/layers/shuffle.h"
#include "engine/network/extent.h"
#include "engine/network/names.h"
#include "engine/passes/match.h"

namespace planscope::passes {
namespace {

using layers::elementwise::ElementwiseKind;

/// So low that x + kLow is kLow for every score that a network can make, and that e to it is 0.
constexpr float kLow = -1e30F;

const Layer* takeProduct(const Network& network, Region& region, TensorId tensor) {
    const Layer* layer = region.take(tensor, layers::matrix_multiply::kind);
    const bool fits = layer && layer->inputs.size() == 2 && network.tensor(layer->inputs[0]).type == DataType::Float;
    return fits ? layer : nullptr;
}

std::optional<Scores> takeScaled(const Network& network, Region& region, TensorId tensor) {
    Region attempt = region;
    const Scaled scaled = takeFactors(network, attempt, tensor, false);
    const Layer* product = takeProduct(network, attempt, scaled.tensor);
    if (!product) return std::nullopt;
    region = attempt;
    return Scores{product, scaled.factor, {}};
}

/// What `layer` reads at `slot` are scores, masked by `term`.
std::optional<Scores> takeMasked(const Network& network, Region& region, const Layer& layer, std::size_t slot, MaskTerm term, Declines& declines) {
    const TensorId masked = layer.inputs[slot];
    term.dims = network.tensor(masked).dims;
    if (!(term.dims == network.tensor(layer.outputs[0]).dims)) return std::nullopt;
    Region attempt = region;
    auto scores = takeScores(network, attempt, masked, declines);
    if (!scores) return std::nullopt;
    scores->masks.push_back(term);
    region = attempt;
    return scores;
}

std::optional<Scores> takeSum(const Network& network, Region& region, const Layer& sum, Declines& declines) {
    for (std::size_t slot = 0; slot < 2; ++slot)
        if (auto scores = takeMasked(network, region, sum, slot, {.tensor = sum.inputs[1 - slot], .low = {}, .dims = {}}, declines)) return scores;
    return std::nullopt;
}

std::optional<Scores> takeChoice(const Network& network, Region& region, const Layer& choice, Declines& declines) {
    for (std::size_t slot = 1; slot < 3; ++slot) {
        const TensorId low = choice.inputs[3 - slot];
        const auto number = numberOf(network, low);
        if (!number) continue;
        if (!(*number <= kLow)) return declines.because("'{}' puts {} in place of scores, which hides nothing", choice.name, *number);
        if (auto scores = takeMasked(network, region, choice, slot, {.tensor = choice.inputs[0], .hidesWhenTrue = slot == 2, .low = low, .dims = {}}, declines)) return scores;
    }
    return std::nullopt;
}

std::int64_t seenExtent(const Dims& mask, int axis, int rank) { return axis < rank - mask.rank ? 1 : mask[axis - rank + mask.rank]; }

/// The mask as it is added to the scores: a choice becomes zeros and low numbers.
TensorId addTerm(Patch& patch, const Network& network, const MaskTerm& term, const Dims& scores, const std::string& name,
                 const std::vector<OriginId>& origins) {
    TensorId out = term.tensor;
    if (term.low.valid()) {
        const TensorId zero = patch.addConstant(name + "_zero", Constant::ofFloats(Dims{}, std::vector<float>{0}));
        const std::vector<TensorId> inputs{term.tensor, term.hidesWhenTrue ? term.low : zero, term.hidesWhenTrue ? zero : term.low};
        out = patch.addLayer({.name = name + "_choice", .def = &layers::select::def, .attrs = Attrs::of(layers::select::Attrs{}), .inputs = inputs,
                              .origins = origins, .outputNames = {name + "_choice"}});
    }
    const Dims& mask = network.tensor(term.tensor).dims;
    Dims seen = maskSeenAs(mask, term.dims, scores).value_or(mask);
    if (seen == mask) return out;
    for (std::int64_t& extent : seen)
        if (!extent::isNumber(extent)) extent = -1;
    const layers::shuffle::Attrs reshape{.firstTranspose = {}, .hasReshape = true, .reshape = seen, .zeroIsPlaceholder = false, .secondTranspose = {}};
    return patch.addLayer({.name = name + "_reshape", .def = &layers::shuffle::def, .attrs = Attrs::of(reshape), .inputs = {out},
                           .origins = origins, .outputNames = {name + "_reshape"}});
}

}  // namespace

Scaled takeFactors(const Network& network, Region& region, TensorId tensor, bool isOwned) {
    Scaled out{tensor};
    while (!isOwned || soleReader(network, out.tensor)) {
        Region attempt = region;
        const Layer* product = attempt.takeElementwise(out.tensor, ElementwiseKind::Prod);
        const Layer* quotient = product ? nullptr : attempt.takeElementwise(out.tensor, ElementwiseKind::Div);
        const auto number = product ? besideNumber(network, *product) : std::nullopt;
        const auto divisor = quotient ? numberOf(network, quotient->inputs[1]) : std::nullopt;
        const Layer* layer = number ? product : divisor ? quotient : nullptr;
        const TensorId operand = number ? number->operand : layer ? layer->inputs[0] : TensorId{};
        if (!layer || !(network.tensor(operand).dims == network.tensor(out.tensor).dims)) return out;
        out = {operand, out.factor * (number ? number->number : 1 / *divisor)};
        region = attempt;
    }
    return out;
}

std::optional<Scores> takeScores(const Network& network, Region& region, TensorId tensor, Declines& declines) {
    if (const auto plain = takeScaled(network, region, tensor)) return plain;
    Region attempt = region;
    std::optional<Scores> out;
    if (const Layer* sum = attempt.takeElementwise(tensor, ElementwiseKind::Sum)) out = takeSum(network, attempt, *sum, declines);
    else if (const Layer* choice = attempt.take(tensor, layers::select::kind)) out = takeChoice(network, attempt, *choice, declines);
    else if (const Layer* shuffle = attempt.take(tensor, layers::shuffle::kind); shuffle && isPureReshape(*shuffle))
        out = takeScores(network, attempt, shuffle->inputs[0], declines);
    if (out) region = attempt;
    return out;
}

std::optional<Dims> maskSeenAs(const Dims& mask, const Dims& there, const Dims& scores) {
    if (!surelyBroadcasts(mask, there)) return std::nullopt;
    if (there == scores) return mask;
    int behind = 0, before = 0;
    while (behind < std::min(there.rank, scores.rank) && there[there.rank - 1 - behind] == scores[scores.rank - 1 - behind]) ++behind;
    while (before < std::min(there.rank, scores.rank) - behind && there[before] == scores[before]) ++before;
    bool repeats = false, varies = false;  // along the axes that are divided otherwise
    for (int i = before; i < there.rank - behind; ++i) {
        const bool isOne = seenExtent(mask, i, there.rank) == 1;
        repeats = repeats || (isOne && there[i] != 1);
        varies = varies || !isOne;
    }
    if (repeats && varies) return std::nullopt;
    Dims out;
    int open = 0;
    for (int i = 0; i < scores.rank; ++i) {
        const bool isMiddle = i >= before && i < scores.rank - behind;
        const int axis = i < before ? i : i + there.rank - scores.rank;
        out.push(!isMiddle ? seenExtent(mask, axis, there.rank) : varies ? scores[i] : 1);
        open += !extent::isNumber(out[i]) || out[i] == 0;
    }
    return open > 1 ? std::nullopt : std::optional(out);
}

TensorId addMask(Patch& patch, const Network& network, const Scores& scores, const Dims& dims, const std::string& name,
                 const std::vector<OriginId>& origins) {
    TensorId out;
    for (std::size_t i = 0; i < scores.masks.size(); ++i) {
        const std::string number = fmt::format("{}_mask{}", name, i);
        const TensorId term = addTerm(patch, network, scores.masks[i], dims, number, origins);
        out = !out.valid() ? term
                           : patch.addLayer({.name = number + "_sum", .def = &layers::elementwise::def,
                                             .attrs = Attrs::of(layers::elementwise::Attrs{.kind = ElementwiseKind::Sum}), .inputs = {out, term},
                                             .origins = origins, .outputNames = {number + "_sum"}});
    }
    return out;
}

}  // namespace planscope::passes
