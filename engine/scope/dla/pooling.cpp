// SPDX-License-Identifier: Apache-2.0
#include "engine/layers/pooling.h"
#include "engine/network/names.h"
#include "engine/scope/dla/facts.h"
#include "engine/scope/dla/families.h"
#include "engine/scope/report.h"
#include "engine/scope/words.h"

#include <algorithm>
#include <fmt/format.h>

namespace planscope::scope::dla {
namespace {

using layers::pooling::Attrs;

constexpr std::int64_t kMostWindow = 8, kMostPadding = 7, kMostStride = 16;
constexpr int kImageAxes = 2;

layers::Window windowOf(const Subject& s) { return layers::pooling::resolve(s.view); }

void outside(const Subject& s, Emitter& emit, const Dims& list, std::int64_t low, std::int64_t high, std::string_view what) {
    if (std::ranges::any_of(list, [=](std::int64_t v) { return v < low || v > high; }))
        emit.layer(s, fmt::format("{} {}", what, toString(list)), fmt::format("{} {} outside {}..{}", what, toString(list), low, high));
}
void type(const Subject& s, Emitter& emit) {
    const Attrs& attrs = s.attrs<Attrs>();
    if (attrs.kind == PoolingKind::MaxAverageBlend || attrs.indices != PoolingIndices::None) {
        const std::string word = attrs.kind == PoolingKind::MaxAverageBlend ? std::string(toWord(attrs.kind)) : "max with indices";
        emit.layer(s, word, fmt::format("pooling {} is not on the DLA", word));
    }
}
void window(const Subject& s, Emitter& emit) { outside(s, emit, windowOf(s).kernel, 1, kMostWindow, "window"); }
void padding(const Subject& s, Emitter& emit) {
    const layers::Window w = windowOf(s);
    Dims most = w.prePadding;
    for (int i = 0; i < most.rank; ++i) most[i] = std::max(most[i], w.postPadding[i]);
    outside(s, emit, most, 0, kMostPadding, "padding");
}
void stride(const Subject& s, Emitter& emit) { outside(s, emit, windowOf(s).stride, 1, kMostStride, "stride"); }
void ranges(const Subject& s, Emitter& emit) {
    if (precisionOf(s) != Precision::Int8) return;
    const auto in = rangeOf(s.question, s.layer.inputs[0]), out = rangeOf(s.question, s.layer.outputs[0]);
    if (in && out && *in != *out) emit.layer(s, fmt::format("{}, {}", *in, *out), fmt::format("INT8 ranges {} and {} differ; they will be made equal", *in, *out));
}
void exclusive(const Subject& s, Emitter& emit) {
    const Attrs& attrs = s.attrs<Attrs>();
    if (isXavier(s.question) && attrs.kind == PoolingKind::Average && attrs.averageCountExcludesPadding) emit.layer(s, "excluded", "Xavier counts the padding in averages");
}
void axes(const Subject& s, Emitter& emit) {
    const int count = s.view.input(0).dims.rank - 2;
    if (count != kImageAxes) emit.layer(s, std::to_string(count), fmt::format("{} spatial axes; the DLA has two", count));
}
void global(const Subject& s, Emitter& emit) {
    const Dims& in = s.view.input(0).dims;
    const Dims kernel = windowOf(s).kernel;
    if (s.attrs<Attrs>().kind != PoolingKind::Average || in.rank != kImageAxes + 2) return;
    if (kernel[0] == in[2] && kernel[1] == in[3] && std::max(in[2], in[3]) > kMostWindow)
        emit.layer(s, toString(kernel), fmt::format("a global average of {} is wider than {}", toString(kernel), kMostWindow));
}

using enum Confidence;
using enum Level;
constexpr const LayerKind* kPooling = &layers::pooling::kind;
constexpr Rule kRules[] = {
    leaves("DLA-POOL-01", "Pooling", "neither maximum nor average", "use maximum or average", "H861", Documented, onLayers(type, kPooling)),
    leaves("DLA-POOL-02", "Pooling", "window outside 1..8", "chain smaller windows", "H861", Documented, onLayers(window, kPooling)),
    leaves("DLA-POOL-03", "Pooling", "padding outside 0..7", {}, "H861", Documented, onLayers(padding, kPooling)),
    leaves("DLA-POOL-04", "Pooling", "stride outside 1..16", {}, "H861", Documented, onLayers(stride, kPooling)),
    says(Warning, "DLA-POOL-05", "Pooling", "INT8 ranges of input and output differ", "set both to the larger one", "H861", Documented, onLayers(ranges, kPooling)),
    leaves("DLA-POOL-06", "Pooling", "an average that excludes padding on Xavier", "set averageCountExcludesPadding to false", "H861", Documented, onLayers(exclusive, kPooling)),
    leaves("DLA-POOL-07", "Pooling", "not two spatial axes", {}, "G84", Documented, onLayers(axes, kPooling)),
    leaves("DLA-POOL-08", "Pooling", "a global average above 8", "chain windows up to 8, or use a depthwise convolution", "TUT, OPS", Documented, onLayers(global, kPooling)),
};

}  // namespace

std::span<const Rule> poolingRules() { return kRules; }

}  // namespace planscope::scope::dla
