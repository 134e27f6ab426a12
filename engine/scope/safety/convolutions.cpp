// SPDX-License-Identifier: Apache-2.0
#include "engine/layers/convolution.h"
#include "engine/layers/deconvolution.h"
#include "engine/network/names.h"
#include "engine/scope/report.h"
#include "engine/scope/safety/families.h"

#include <algorithm>
#include <fmt/format.h>

namespace planscope::scope::safety {
namespace {

using layers::convolution::Attrs;

constexpr std::int64_t kMostKernel = 32, kMostStride = 8, kMostDilation = 32;
constexpr int kImageAxes = 2, kGroupStep = 4;

layers::Window windowOf(const Subject& s) { return layers::convolution::resolve(s.view); }
bool isAll(const Dims& list, std::int64_t value) { return std::ranges::all_of(list, [value](std::int64_t v) { return v == value; }); }
std::int64_t largest(const Dims& list) { return list.rank == 0 ? 0 : *std::ranges::max_element(list); }
bool hasWeights(const Subject& s) { return s.view.inputCount() > 1 && s.view.input(0).dims.rank > 2; }

void plainSingle(const Subject& s, Emitter& emit) {
    if (s.precision != Precision::Fp32 || !hasWeights(s)) return;
    const layers::Window w = windowOf(s);
    const bool isPlain = isAll(w.kernel, 1) && isAll(w.stride, 1) && isAll(w.dilation, 1) && isAll(w.prePadding, 0) && isAll(w.postPadding, 0) && s.attrs<Attrs>().groups == 1;
    if (!isPlain)
        emit.layer(s, fmt::format("FP32 {}", toString(w.kernel)), fmt::format("a convolution of {} with stride {} and padding {} in FP32; only the plain 1x1 is in the scope there", toString(w.kernel), toString(w.stride), toString(w.prePadding)));
}
void parameters(const Subject& s, Emitter& emit) {
    if (!hasWeights(s)) return;
    const layers::Window w = windowOf(s);
    if (largest(w.kernel) > kMostKernel || largest(w.stride) > kMostStride || largest(w.dilation) > kMostDilation)
        emit.layer(s, toString(w.kernel), fmt::format("kernel {}, stride {}, dilation {}: beyond {}, {}, {}", toString(w.kernel), toString(w.stride), toString(w.dilation), kMostKernel, kMostStride, kMostDilation));
}
void axes(const Subject& s, Emitter& emit) {
    const int count = s.view.input(0).dims.rank - 2;
    if (count != kImageAxes) emit.layer(s, std::to_string(count), fmt::format("{} spatial axes; the scope has two", count));
}
void groups(const Subject& s, Emitter& emit) {
    const int g = s.attrs<Attrs>().groups;
    if (s.precision != Precision::Int8 || g == 1) return;
    const std::int64_t in = s.view.input(0).dims[1] / g, out = s.outputs[0].dims[1] / g;
    if (in % kGroupStep != 0 || out % kGroupStep != 0) emit.layer(s, fmt::format("{}/{}", in, out), fmt::format("{} channels in and {} out per group, INT8 needs multiples of {}", in, out, kGroupStep));
}
void padding(const Subject& s, Emitter& emit) {
    if (!hasWeights(s)) return;
    const layers::Window w = windowOf(s);
    for (int i = 0; i < w.kernel.rank; ++i)
        if (std::max(w.prePadding[i], w.postPadding[i]) >= w.kernel[i])
            return emit.layer(s, std::to_string(w.prePadding[i]), fmt::format("padding {} with a kernel of {}", std::max(w.prePadding[i], w.postPadding[i]), w.kernel[i]));
}
void transposed(const Subject& s, Emitter& emit) {
    const auto& attrs = s.attrs<layers::deconvolution::Attrs>();
    if (!isAll(attrs.dilation, 1) || !isAll(attrs.outputPadding, 0))
        emit.layer(s, toString(attrs.dilation), "a deconvolution with dilation or output padding is not evidenced in the scope");
}

using enum Confidence;
using enum Level;
constexpr std::uint8_t kBoth = kSafe | kRestricted;
constexpr Rule kRules[] = {
    {"SAFE-CONV-01", "Convolution", "FP32, and not a plain 1x1", "set FP16 or INT8", "CSDN", Documented, Error, kBoth, onLayers(plainSingle, &layers::convolution::kind)},
    {"SAFE-CONV-02", "Convolution", "kernel above 32, stride above 8 or dilation above 32", "decompose it", "2.5", OwnChoice, Warning, kBoth, onLayers(parameters, &layers::convolution::kind)},
    {"SAFE-CONV-03", "Convolution", "not two spatial axes", "rewrite it", "2.5", OwnChoice, Error, kBoth, onLayers(axes, &layers::convolution::kind)},
    {"SAFE-CONV-04", "Convolution", "INT8 groups whose channels are no multiples of 4", "pad the channels", "H861", Documented, Error, kBoth, onLayers(groups, &layers::convolution::kind)},
    {"SAFE-CONV-05", "Convolution", "padding not smaller than the kernel", {}, "2.5", OwnChoice, Warning, kBoth, onLayers(padding, &layers::convolution::kind)},
    {"SAFE-CONV-06", "Deconvolution", "dilation or output padding", "enlarge, then convolve", "2.5", OwnChoice, Error, kBoth, onLayers(transposed, &layers::deconvolution::kind)},
};

}  // namespace

std::span<const Rule> convolutionRules() { return kRules; }

}  // namespace planscope::scope::safety
