// SPDX-License-Identifier: Apache-2.0
#include "engine/layers/concatenation.h"
#include "engine/layers/resize.h"
#include "engine/layers/shuffle.h"
#include "engine/layers/slice.h"
#include "engine/network/names.h"
#include "engine/scope/dla/facts.h"
#include "engine/scope/dla/families.h"
#include "engine/scope/report.h"
#include "engine/scope/words.h"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>

namespace planscope::scope::dla {
namespace {

constexpr std::int64_t kMostExtent = 8192;
constexpr int kImageRank = 4;
constexpr float kMostNearest = 32, kMostLinear = 4;

int concatenationAxis(const Subject& s) { return s.attrs<layers::concatenation::Attrs>().axis; }
void concatenated(const Subject& s, Emitter& emit) {
    const Dims& out = s.outputs[0].dims;
    if (concatenationAxis(s) != out.rank - 3) emit.layer(s, fmt::format("axis {}", concatenationAxis(s)), fmt::format("concatenation axis {} of {} is not the channel axis", concatenationAxis(s), toString(out)));
}
void concatenatedCount(const Subject& s, Emitter& emit) {
    if (s.layer.inputs.size() < 2) emit.layer(s, std::to_string(s.layer.inputs.size()), "it needs at least two inputs");
}
void concatenatedImages(const Subject& s, Emitter& emit) {
    const Dims& first = s.view.input(0).dims;
    const ImageExtents a = imageExtents(first);
    for (const TensorInfo& input : s.view.inputs()) {
        const ImageExtents b = imageExtents(input.dims);
        if (first.isStatic() && input.dims.isStatic() && (a.n != b.n || a.h != b.h || a.w != b.w))
            return emit.layer(s, toString(input.dims), fmt::format("batch or images of {} and {} differ", toString(first), toString(input.dims)));
    }
}
void concatenatedRanges(const Subject& s, Emitter& emit) {
    if (precisionOf(s) != Precision::Int8) return;
    const auto out = rangeOf(s.question, s.layer.outputs[0]);
    for (const TensorId id : s.layer.inputs) {
        const auto in = rangeOf(s.question, id);
        if (in && out && *in != *out) return emit.layer(s, fmt::format("{}, {}", *in, *out), fmt::format("INT8 ranges {} and {} differ; all inputs and the output must share one", *in, *out));
    }
}
void concatenatedChannels(const Subject& s, Emitter& emit) {
    const std::int64_t c = imageExtents(s.outputs[0].dims).c;
    if (c > kMostExtent) emit.layer(s, std::to_string(c), fmt::format("{} output channels exceed {}", c, kMostExtent));
}
void besideReshape(const Subject& s, Emitter& emit) {
    const LayerId reshape = adjacentReshape(s);
    if (reshape.valid()) emit.layer(s, s.question.network.layer(reshape).name, fmt::format("the reshape {} next to it is refused", s.question.network.layer(reshape).name));
}

using ResizeAttrs = layers::resize::Attrs;
std::optional<ResizeAttrs> resizeOf(const Subject& s) { return layers::resize::settled(s.view); }
bool isScaled(const std::optional<ResizeAttrs>& attrs) { return attrs && attrs->scales.size() == kImageRank; }
void scaleCount(const Subject& s, Emitter& emit) {
    const auto attrs = resizeOf(s);
    if (attrs && !attrs->scales.empty() && attrs->scales.size() != kImageRank) emit.layer(s, std::to_string(attrs->scales.size()), fmt::format("it has {} scales, there must be 4", attrs->scales.size()));
}
void leadingScales(const Subject& s, Emitter& emit) {
    const auto attrs = resizeOf(s);
    if (isScaled(attrs) && (attrs->scales[0] != 1 || attrs->scales[1] != 1))
        emit.layer(s, fmt::format("{}, {}", attrs->scales[0], attrs->scales[1]), fmt::format("batch and channels are scaled by {} and {}", attrs->scales[0], attrs->scales[1]));
}
void limitScales(const Subject& s, Emitter& emit, ResizeMode mode, float most) {
    const auto attrs = resizeOf(s);
    if (!isScaled(attrs) || attrs->mode != mode) return;
    const auto isOutside = [most](float v) { return v < 1 || v > most || v != std::floor(v); };
    if (isOutside(attrs->scales[2]) || isOutside(attrs->scales[3]))
        emit.layer(s, fmt::format("{}, {}", attrs->scales[2], attrs->scales[3]), fmt::format("scales {} and {} are not integers of 1..{}", attrs->scales[2], attrs->scales[3], most));
}
void nearestScales(const Subject& s, Emitter& emit) { limitScales(s, emit, ResizeMode::Nearest, kMostNearest); }
void linearScales(const Subject& s, Emitter& emit) { limitScales(s, emit, ResizeMode::Linear, kMostLinear); }
void resizeExtents(const Subject& s, Emitter& emit) {
    const auto attrs = resizeOf(s);
    if (!attrs || attrs->scales.empty()) emit.layer(s, toString(s.outputs[0].dims), fmt::format("the output's extents {} are given instead of scales", toString(s.outputs[0].dims)));
}
bool isListed(const ResizeAttrs& a) {
    if (a.mode == ResizeMode::Linear) return a.coordinateTransformation == ResizeCoordinate::HalfPixel;
    if (a.selector != ResizeSelector::Formula) return false;
    if (a.coordinateTransformation == ResizeCoordinate::Asymmetric) return a.nearestRounding == ResizeRound::Floor;
    return a.coordinateTransformation == ResizeCoordinate::HalfPixel && (a.nearestRounding == ResizeRound::HalfDown || a.nearestRounding == ResizeRound::HalfUp);
}
void combination(const Subject& s, Emitter& emit) {
    const ResizeAttrs& a = s.attrs<ResizeAttrs>();
    if (a.mode == ResizeMode::Cubic || isListed(a)) return;
    const std::string words = fmt::format("{}, {}, {}, {}", toWord(a.mode), toWord(a.coordinateTransformation), toWord(a.selector), toWord(a.nearestRounding));
    emit.layer(s, words, fmt::format("the combination {} is not on the DLA", words));
}
void cubic(const Subject& s, Emitter& emit) {
    if (s.attrs<ResizeAttrs>().mode == ResizeMode::Cubic) emit.layer(s, "cubic", "cubic interpolation is not on the DLA");
}
void resizeRanges(const Subject& s, Emitter& emit) {
    if (s.attrs<ResizeAttrs>().mode != ResizeMode::Linear || precisionOf(s) != Precision::Int8) return;
    const auto in = rangeOf(s.question, s.layer.inputs[0]), out = rangeOf(s.question, s.layer.outputs[0]);
    if (in && out && *in > *out) emit.layer(s, fmt::format("{}, {}", *in, *out), fmt::format("it runs in FP16, since the range {} of the input is above {} of the output", *in, *out));
}

using SliceAttrs = layers::slice::Attrs;
void sliceRank(const Subject& s, Emitter& emit) {
    const int rank = s.view.input(0).dims.rank;
    if (rank != kImageRank) emit.layer(s, fmt::format("rank {}", rank), fmt::format("rank {}, it must be 4", rank));
}
void sliceBatch(const Subject& s, Emitter& emit) {
    const auto attrs = layers::slice::settled(s.view);
    const Dims& in = s.view.input(0).dims;
    if (attrs && in.rank == kImageRank && (attrs->start[0] != 0 || attrs->size[0] != in[0]))
        emit.layer(s, fmt::format("{}..{}", attrs->start[0], attrs->start[0] + attrs->size[0]), fmt::format("the batch of {} is sliced to {}..{}", in[0], attrs->start[0], attrs->start[0] + attrs->size[0]));
}
void sliceStride(const Subject& s, Emitter& emit) {
    const auto attrs = layers::slice::settled(s.view);
    if (!attrs) return;
    const Dims stride = layers::slice::resolvedStride(*attrs);
    if (std::ranges::any_of(stride, [](std::int64_t v) { return v != 1; })) emit.layer(s, toString(stride), fmt::format("stride {} must be 1", toString(stride)));
}
void sliceMode(const Subject& s, Emitter& emit) {
    const SampleMode mode = s.attrs<SliceAttrs>().mode;
    if (mode != SampleMode::StrictBounds) emit.layer(s, std::string(toWord(mode)), fmt::format("mode {} goes beyond the bounds", toWord(mode)));
}
void sliceValues(const Subject& s, Emitter& emit) {
    if (!layers::slice::settled(s.view)) emit.layer(s, "a tensor", "start, size or stride are computed at run time");
}
void sliceBounds(const Subject& s, Emitter& emit) {
    const auto attrs = layers::slice::settled(s.view);
    const Dims& in = s.view.input(0).dims;
    if (!attrs || attrs->mode != SampleMode::StrictBounds) return;
    for (int i = 0; i < in.rank; ++i)
        if (in[i] >= 0 && attrs->start[i] + attrs->size[i] > in[i] && layers::slice::resolvedStride(*attrs)[i] == 1)
            return emit.layer(s, std::to_string(attrs->start[i] + attrs->size[i]), fmt::format("slice {}..{} exceeds {}", attrs->start[i], attrs->start[i] + attrs->size[i], in[i]));
}
void sliceInt8(const Subject& s, Emitter& emit) {
    if (precisionOf(s) == Precision::Int8 && s.isBefore(k860)) emit.layer(s, "INT8", "Slice is FP16 only before 8.6");
}
void sliceXavier(const Subject& s, Emitter& emit) {
    if (isXavier(s.question)) emit.layer(s, "Xavier", "there is no public evidence of Slice on the DLA of Xavier");
}

using ShuffleAttrs = layers::shuffle::Attrs;
bool isIdentity(const Dims& permutation) {
    for (int i = 0; i < permutation.rank; ++i)
        if (permutation[i] != i) return false;
    return true;
}
int transposesOf(const ShuffleAttrs& a) { return static_cast<int>(!isIdentity(a.firstTranspose)) + static_cast<int>(!isIdentity(a.secondTranspose)); }
void shuffleRank(const Subject& s, Emitter& emit) {
    const int in = s.view.input(0).dims.rank, out = s.outputs[0].dims.rank;
    if (in != kImageRank || out != kImageRank) emit.layer(s, fmt::format("rank {}->{}", in, out), fmt::format("rank {} becomes {}; both must be 4", in, out));
}
void shuffleBatch(const Subject& s, Emitter& emit) {
    const ShuffleAttrs& a = s.attrs<ShuffleAttrs>();
    const Dims &in = s.view.input(0).dims, &out = s.outputs[0].dims;
    if (in.rank < 1 || out.rank < 1) return;
    const bool isMoved = (a.firstTranspose.rank > 0 && a.firstTranspose[0] != 0) || (a.secondTranspose.rank > 0 && a.secondTranspose[0] != 0);
    if (isMoved || in[0] != out[0]) emit.layer(s, fmt::format("{}->{}", toString(in), toString(out)), fmt::format("the batch is moved or changed from {} to {}", toString(in), toString(out)));
}
void shuffleExtents(const Subject& s, Emitter& emit) {
    const Dims& out = s.outputs[0].dims;
    for (int i = 1; i < out.rank; ++i)
        if (out[i] == 0 || out[i] > kMostExtent) return emit.layer(s, std::to_string(out[i]), fmt::format("extent {} is outside 1..{}", out[i], kMostExtent));
}
void shuffleTwice(const Subject& s, Emitter& emit) {
    if (transposesOf(s.attrs<ShuffleAttrs>()) == 2) emit.layer(s, "two transposes", "it becomes two transposes, which the compiler does not merge");
}
void shuffleDynamic(const Subject& s, Emitter& emit) {
    if (s.layer.inputs.size() > 1 && !isKnownAtBuild(s.question.network, s.layer.inputs[1])) emit.layer(s, "a tensor", "its shape is computed at run time");
}
void shuffleMoves(const Subject& s, Emitter& emit) {
    const int moves = transposesOf(s.attrs<ShuffleAttrs>());
    if (moves > 0 && isReshape(s.question.network, s.id)) emit.layer(s, std::to_string(moves + 1), fmt::format("transpose and reshape count as {} moves", moves + 1));
}
void shuffleXavier(const Subject& s, Emitter& emit) {
    if (isXavier(s.question)) emit.layer(s, "Xavier", "there is no public evidence of Shuffle on the DLA of Xavier");
}

using enum Confidence;
using enum Level;
constexpr const LayerKind *kConcatenation = &layers::concatenation::kind, *kResize = &layers::resize::kind, *kSlice = &layers::slice::kind, *kShuffle = &layers::shuffle::kind;
constexpr Rule kRules[] = {
    leaves("DLA-CONCAT-01", "Concatenation", "an axis other than the channels", "transpose around it, or run it on the GPU", "H861", Documented, onLayers(concatenated, kConcatenation)),
    leaves("DLA-CONCAT-02", "Concatenation", "fewer than two inputs", "remove it", "G84", Documented, onLayers(concatenatedCount, kConcatenation)),
    leaves("DLA-CONCAT-03", "Concatenation", "batches or images that differ", "crop or pad", "G84", Documented, onLayers(concatenatedImages, kConcatenation)),
    says(Warning, "DLA-CONCAT-04", "Concatenation", "INT8 ranges that differ", "set all to the largest", "G84", Documented, onLayers(concatenatedRanges, kConcatenation)),
    leaves("DLA-CONCAT-05", "Concatenation", "more than 8192 output channels", {}, "L10", Documented, onLayers(concatenatedChannels, kConcatenation)),
    leaves("DLA-CONCAT-06", "Concatenation", "a reshape next to it", "move the reshape away", "ultralytics#18012", Documented, onLayers(besideReshape, kConcatenation)),
    leaves("DLA-RSZ-01", "Resize", "other than 4 scales", "use four dimensions with scales", "H861", Documented, onLayers(scaleCount, kResize)),
    leaves("DLA-RSZ-02", "Resize", "scaled batch or channels", {}, "H861", Documented, onLayers(leadingScales, kResize)),
    leaves("DLA-RSZ-03", "Resize", "nearest with a scale that is no integer of 1..32", "choose an integer", "H861", Documented, onLayers(nearestScales, kResize)),
    leaves("DLA-RSZ-04", "Resize", "linear with a scale that is no integer of 1..4", "take two steps", "H861", Documented, onLayers(linearScales, kResize)),
    leaves("DLA-RSZ-05", "Resize", "extents instead of scales", "use scales", "H861", Documented, onLayers(resizeExtents, kResize)),
    leaves("DLA-RSZ-06", "Resize", "a combination of mode, coordinates and rounding that is not listed", "take asymmetric and floor for nearest, half pixels and the formula for linear", "H861", Documented, onLayers(combination, kResize)),
    leaves("DLA-RSZ-07", "Resize", "cubic", "use linear", "H861", Documented, onLayers(cubic, kResize)),
    converts("DLA-RSZ-08", "Resize", "linear in INT8 whose input has the larger range", "set the ranges", "guide", Recalled, onLayers(resizeRanges, kResize)),
    leaves("DLA-SLICE-01", "Slice", "rank other than 4", "reshape to four dimensions", "H861", Documented, onLayers(sliceRank, kSlice)),
    leaves("DLA-SLICE-02", "Slice", "a sliced batch", "slice the channels", "H861", Documented, onLayers(sliceBatch, kSlice)),
    leaves("DLA-SLICE-03", "Slice", "a stride other than 1", "use a convolution or pooling of 1x1 with that stride", "H861", Documented, onLayers(sliceStride, kSlice)),
    leaves("DLA-SLICE-04", "Slice", "a mode other than kDEFAULT", {}, "H861", Documented, onLayers(sliceMode, kSlice)),
    leaves("DLA-SLICE-05", "Slice", "values from a tensor", "fold them", "H861", Documented, onLayers(sliceValues, kSlice)),
    says(Error, "DLA-SLICE-06", "Slice", "beyond the tensor", "correct it", "GH logs", Documented, onLayers(sliceBounds, kSlice)),
    leaves("DLA-SLICE-07", "Slice", "INT8 before 8.6", "use FP16", "N85", Recalled, onLayers(sliceInt8, kSlice), k860),
    leaves("DLA-SLICE-08", "Slice", "a reshape next to it", "move the reshape away", "ultralytics#18012", Documented, onLayers(besideReshape, kSlice)),
    leaves("DLA-SLICE-09", "Slice", "Xavier", "run it on the GPU", "own", OwnChoice, onLayers(sliceXavier, kSlice)),
    leaves("DLA-SHUF-01", "Shuffle", "rank other than 4", "keep four dimensions", "guide", Recalled, onLayers(shuffleRank, kShuffle)),
    leaves("DLA-SHUF-02", "Shuffle", "a batch that is moved or changed", {}, "guide", Recalled, onLayers(shuffleBatch, kShuffle)),
    leaves("DLA-SHUF-03", "Shuffle", "extents outside 1..8192", {}, "guide", Recalled, onLayers(shuffleExtents, kShuffle)),
    says(Advice, "DLA-SHUF-04", "Shuffle", "two transposes", "merge them in the model", "SEED", Documented, onLayers(shuffleTwice, kShuffle)),
    leaves("DLA-SHUF-05", "Shuffle", "a shape from a tensor", "make it static", "guide", Recalled, onLayers(shuffleDynamic, kShuffle)),
    says(Advice, "DLA-SHUF-06", "Shuffle", "a transpose and a reshape", {}, "SEED", Documented, onLayers(shuffleMoves, kShuffle)),
    leaves("DLA-SHUF-07", "Shuffle", "Xavier", "run it on the GPU", "own", OwnChoice, onLayers(shuffleXavier, kShuffle)),
};

}  // namespace

std::span<const Rule> movementRules() { return kRules; }

}  // namespace planscope::scope::dla
