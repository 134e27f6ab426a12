// SPDX-License-Identifier: Apache-2.0
#include "engine/layers/activation.h"
#include "engine/layers/lrn.h"
#include "engine/layers/parametric_relu.h"
#include "engine/layers/softmax.h"
#include "engine/network/names.h"
#include "engine/scope/dla/facts.h"
#include "engine/scope/dla/families.h"
#include "engine/scope/report.h"
#include "engine/scope/words.h"

#include <algorithm>
#include <array>
#include <fmt/format.h>

namespace planscope::scope::dla {
namespace {

using layers::activation::ActivationKind;
using layers::activation::Attrs;

constexpr float kLeastClip = 1, kMostClip = 127;
constexpr std::int64_t kExactAxis = 8192, kApproximateAxis = 1024, kSureAxis = 256;

ActivationKind kindOf(const Subject& s) { return s.attrs<Attrs>().kind; }

void kind(const Subject& s, Emitter& emit) {
    using enum ActivationKind;
    constexpr std::array kKinds = {Relu, Sigmoid, Tanh, Clip, LeakyRelu};
    if (std::ranges::find(kKinds, kindOf(s)) == kKinds.end()) emit.layer(s, std::string(toWord(kindOf(s))), fmt::format("activation {} is not on the DLA", toWord(kindOf(s))));
}
void slope(const Subject& s, Emitter& emit) {
    const Attrs& attrs = s.attrs<Attrs>();
    if (attrs.kind == ActivationKind::Relu && attrs.alpha != 0) emit.layer(s, fmt::format("{}", attrs.alpha), fmt::format("a ReLU with slope {}", attrs.alpha));
}
void upper(const Subject& s, Emitter& emit) {
    const Attrs& attrs = s.attrs<Attrs>();
    if (attrs.kind == ActivationKind::Clip && (attrs.beta < kLeastClip || attrs.beta > kMostClip))
        emit.layer(s, fmt::format("{}", attrs.beta), fmt::format("it clips above at {}, outside {}..{}", attrs.beta, kLeastClip, kMostClip));
}
void lower(const Subject& s, Emitter& emit) {
    const Attrs& attrs = s.attrs<Attrs>();
    if (attrs.kind == ActivationKind::Clip && attrs.alpha != 0) emit.layer(s, fmt::format("{}", attrs.alpha), fmt::format("it clips below at {}; that must be 0", attrs.alpha));
}
void smooth(const Subject& s, Emitter& emit) {
    const bool isSmooth = kindOf(s) == ActivationKind::Sigmoid || kindOf(s) == ActivationKind::Tanh;
    if (isSmooth && precisionOf(s) == Precision::Int8) emit.layer(s, "INT8", "it runs in FP16 although INT8 was asked for");
}
void leaky(const Subject& s, Emitter& emit) {
    if (isXavier(s.question) && kindOf(s) == ActivationKind::LeakyRelu) emit.layer(s, "leaky_relu", "older Xavier builds refuse a leaky ReLU");
}
void axes(const Subject& s, Emitter& emit) {
    const int rank = s.view.input(0).dims.rank;
    if (rank < 3) emit.layer(s, fmt::format("rank {}", rank), fmt::format("rank {} has no two spatial axes", rank));
}

/// The axis among C, H, W and whether all others of these are 1.
struct SoftmaxForm {
    bool isImageAxis = false;
    bool isExact = false;
    std::int64_t length = 0;
};
SoftmaxForm softmaxOf(const Subject& s) {
    const Dims& dims = s.view.input(0).dims;
    const int axis = s.attrs<layers::softmax::Attrs>().axis;
    const int first = dims.rank - 3;
    if (axis < std::max(first, 0) || dims.rank < 3 || !dims.isStatic()) return {dims.rank >= 3 && axis >= first, true, 0};
    SoftmaxForm out{true, true, dims[axis]};
    for (int i = first; i < dims.rank; ++i) out.isExact = out.isExact && (i == axis || dims[i] == 1);
    return out;
}
void softmaxXavier(const Subject& s, Emitter& emit) {
    if (isXavier(s.question)) emit.layer(s, "Xavier", "SoftMax is on the DLA of Orin only");
}
void softmaxAxis(const Subject& s, Emitter& emit) {
    const int axis = s.attrs<layers::softmax::Attrs>().axis;
    if (isOrin(s.question) && !softmaxOf(s).isImageAxis) emit.layer(s, fmt::format("axis {}", axis), fmt::format("axis {} of {} is not C, H or W", axis, toString(s.view.input(0).dims)));
}
void softmaxExact(const Subject& s, Emitter& emit) {
    const SoftmaxForm form = softmaxOf(s);
    if (isOrin(s.question) && form.isExact && form.length > kExactAxis) emit.layer(s, std::to_string(form.length), fmt::format("axis length {} exceeds {}", form.length, kExactAxis));
}
void softmaxApproximate(const Subject& s, Emitter& emit) {
    const SoftmaxForm form = softmaxOf(s);
    if (isOrin(s.question) && !form.isExact && form.length > kApproximateAxis)
        emit.layer(s, std::to_string(form.length), fmt::format("axis length {} exceeds {} in the approximate mode", form.length, kApproximateAxis));
}
void softmaxError(const Subject& s, Emitter& emit) {
    const SoftmaxForm form = softmaxOf(s);
    if (isOrin(s.question) && !form.isExact && form.length > kSureAxis)
        emit.layer(s, std::to_string(form.length), fmt::format("an approximate SoftMax, whose error grows with the axis length of {}", form.length));
}
void softmaxMode(const Subject& s, Emitter& emit) {
    if (isOrin(s.question) && !softmaxOf(s).isExact)
        emit.layer(s, toString(s.view.input(0).dims), fmt::format("mode 2 (approximate) is chosen, since {} has further extents above 1 beside the axis", toString(s.view.input(0).dims)));
}
void softmaxInt8(const Subject& s, Emitter& emit) {
    if (isOrin(s.question) && precisionOf(s) == Precision::Int8 && s.isBefore(k860)) emit.layer(s, "INT8", "SoftMax in INT8 needs release 8.6");
}
void slopeTensor(const Subject& s, Emitter& emit) {
    if (!isKnownAtBuild(s.question.network, s.layer.inputs[1])) emit.layer(s, "a tensor", "its slope is computed at run time");
}
void slopeRank(const Subject& s, Emitter& emit) {
    const int slopeAxes = s.view.input(1).dims.rank, rank = s.view.input(0).dims.rank;
    if (slopeAxes != rank) emit.layer(s, fmt::format("rank {}", slopeAxes), fmt::format("its slope has rank {}, its input rank {}", slopeAxes, rank));
}
void lrnWindow(const Subject& s, Emitter& emit) {
    constexpr std::array kWindows = {3, 5, 7, 9};
    const int window = s.attrs<layers::lrn::Attrs>().window;
    if (std::ranges::find(kWindows, window) == kWindows.end()) emit.layer(s, std::to_string(window), fmt::format("window {} is not 3, 5, 7 or 9", window));
}
void lrnRegion(const Subject& s, Emitter& emit) {
    if (s.view.input(0).dims.rank < 2) emit.layer(s, "no channels", "its region does not run across channels");
}
void lrnInt8(const Subject& s, Emitter& emit) {
    if (precisionOf(s) == Precision::Int8) emit.layer(s, "INT8", "it runs in FP16");
}

using enum Confidence;
using enum Level;
constexpr const LayerKind *kActivation = &layers::activation::kind, *kSoftmax = &layers::softmax::kind, *kLrn = &layers::lrn::kind, *kParametric = &layers::parametric_relu::kind;
constexpr Rule kRules[] = {
    leaves("DLA-ACT-01", "Activation", "none of ReLU, sigmoid, tanh, clip and leaky ReLU", "rewrite it", "G84, H861", Documented, onLayers(kind, kActivation)),
    leaves("DLA-ACT-02", "Activation", "a ReLU with a slope", "use a leaky ReLU", "G84", Documented, onLayers(slope, kActivation)),
    leaves("DLA-ACT-03", "Activation", "a clip whose upper bound is outside 1..127", "scale the tensor", "G84", Documented, onLayers(upper, kActivation)),
    leaves("DLA-ACT-04", "Activation", "a clip whose lower bound is not 0", "clip as ReLU6 does", "G84", Inferred, onLayers(lower, kActivation)),
    converts("DLA-ACT-05", "Activation", "sigmoid or tanh in INT8", "expect the cost of FP16", "G84", Documented, onLayers(smooth, kActivation)),
    says(Warning, "DLA-ACT-06", "Activation", "a leaky ReLU on Xavier", "use PReLU or ReLU", "field log", Inferred, onLayers(leaky, kActivation)),
    leaves("DLA-ACT-07", "Activation", "no two spatial axes", "keep four dimensions", "G84", Documented, onLayers(axes, kActivation)),
    leaves("DLA-PRELU-01", "ParametricReLU", "a slope that is computed at run time", "freeze it", "H861", Documented, onLayers(slopeTensor, kParametric)),
    leaves("DLA-PRELU-02", "ParametricReLU", "a slope of another rank than the input", "reshape the slope", "L10", Documented, onLayers(slopeRank, kParametric)),
    leaves("DLA-SMAX-01", "SoftMax", "Xavier", "run it on the GPU", "H861", Documented, onLayers(softmaxXavier, kSoftmax)),
    leaves("DLA-SMAX-02", "SoftMax", "an axis other than C, H and W", "transpose", "H861", Documented, onLayers(softmaxAxis, kSoftmax)),
    leaves("DLA-SMAX-03", "SoftMax", "a vector of more than 8192", "split it", "H861", Documented, onLayers(softmaxExact, kSoftmax)),
    leaves("DLA-SMAX-04", "SoftMax", "an axis of more than 1024 beside further extents", "reshape it to a vector", "H861", Documented, onLayers(softmaxApproximate, kSoftmax)),
    says(Warning, "DLA-SMAX-05", "SoftMax", "the approximate mode with an axis of more than 256", "arrange the tensor as a vector", "own, after H861", OwnChoice, onLayers(softmaxError, kSoftmax)),
    says(Advice, "DLA-SMAX-06", "SoftMax", "the approximate mode", {}, "SEED", Documented, onLayers(softmaxMode, kSoftmax)),
    leaves("DLA-SMAX-07", "SoftMax", "INT8 before 8.6", "use FP16", "N85", Documented, onLayers(softmaxInt8, kSoftmax), k860),
    leaves("DLA-LRN-01", "LRN", "a window other than 3, 5, 7 and 9", {}, "H861", Documented, onLayers(lrnWindow, kLrn)),
    leaves("DLA-LRN-02", "LRN", "a region other than across channels", {}, "G84", Documented, onLayers(lrnRegion, kLrn)),
    converts("DLA-LRN-03", "LRN", "INT8", {}, "G84", Documented, onLayers(lrnInt8, kLrn)),
};

}  // namespace

std::span<const Rule> activationRules() { return kRules; }

}  // namespace planscope::scope::dla
