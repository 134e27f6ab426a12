// SPDX-License-Identifier: Apache-2.0
#include "engine/layers/convolution.h"
#include "engine/layers/deconvolution.h"
#include "engine/layers/matrix_multiply.h"
#include "engine/layers/shuffle.h"
#include "engine/network/names.h"
#include "engine/scope/dla/facts.h"
#include "engine/scope/dla/families.h"
#include "engine/scope/report.h"

#include <algorithm>
#include <fmt/format.h>

namespace planscope::scope::dla {
namespace {

using layers::convolution::Attrs;

constexpr std::int64_t kMostKernel = 32, kMostStride = 8, kMostPadding = 31, kMostDilation = 32, kMostChannels = 8192;
constexpr std::int64_t kFirstSlowSquare = 23, kInt8Lanes = 32, kHalfLanes = 16;
constexpr int kImageAxes = 2, kImageGroups = 4, kGroupStep = 4;
constexpr double kHalfOverInt8 = 13.9;  // ResNet-50 of one image on Orin: 17.73 ms and 1.28 ms

layers::Window windowOf(const Subject& s) {
    return s.layer.is(layers::convolution::kind) ? layers::convolution::resolve(s.view) : layers::deconvolution::resolve(s.view);
}
bool isImage(const Subject& s) { return s.view.input(0).dims.rank == kImageAxes + 2 && s.view.inputCount() > 1; }
std::int64_t channelsIn(const Subject& s) { return s.view.input(0).dims[1]; }
std::int64_t channelsOut(const Subject& s) { return s.outputs[0].dims[1]; }
int bytesOf(const Subject& s) { return precisionOf(s) == Precision::Int8 ? 1 : 2; }

void outside(const Subject& s, Emitter& emit, const Dims& list, std::int64_t low, std::int64_t high, std::string_view what) {
    if (std::ranges::any_of(list, [=](std::int64_t v) { return v < low || v > high; }))
        emit.layer(s, fmt::format("{} {}", what, toString(list)), fmt::format("{} {} outside {}..{}", what, toString(list), low, high));
}
void kernel(const Subject& s, Emitter& emit) {
    if (isImage(s)) outside(s, emit, windowOf(s).kernel, 1, kMostKernel, "kernel");
}
void stride(const Subject& s, Emitter& emit) {
    if (isImage(s)) outside(s, emit, windowOf(s).stride, 1, kMostStride, "stride");
}
Dims paddingOf(const layers::Window& w) {
    Dims out = w.prePadding;
    for (int i = 0; i < out.rank; ++i) out[i] = std::max(out[i], w.postPadding[i]);
    return out;
}
void padding(const Subject& s, Emitter& emit) {
    if (isImage(s)) outside(s, emit, paddingOf(windowOf(s)), 0, kMostPadding, "padding");
}
void paddingOfKernel(const Subject& s, Emitter& emit) {
    if (!isImage(s)) return;
    const layers::Window w = windowOf(s);
    const Dims most = paddingOf(w);
    for (int i = 0; i < most.rank; ++i)
        if (most[i] >= w.kernel[i]) return emit.layer(s, std::to_string(most[i]), fmt::format("padding {} is not smaller than the kernel's {}", most[i], w.kernel[i]));
}
void dilation(const Subject& s, Emitter& emit) {
    if (isImage(s)) outside(s, emit, windowOf(s).dilation, 1, kMostDilation, "dilation");
}
void axes(const Subject& s, Emitter& emit) {
    const int count = s.view.input(0).dims.rank - 2;
    if (count != kImageAxes) emit.layer(s, std::to_string(count), fmt::format("{} spatial axes; the DLA has two", count));
}
void outputs(const Subject& s, Emitter& emit) {
    if (channelsOut(s) > kMostChannels) emit.layer(s, std::to_string(channelsOut(s)), fmt::format("{} output maps, the limit is {}", channelsOut(s), kMostChannels));
}
void inputs(const Subject& s, Emitter& emit) {
    if (channelsIn(s) > kMostChannels) emit.layer(s, std::to_string(channelsIn(s)), fmt::format("{} input channels, the limit is {}", channelsIn(s), kMostChannels));
}
void groups(const Subject& s, Emitter& emit) {
    const int g = s.attrs<Attrs>().groups;
    if (g > kMostChannels) emit.layer(s, std::to_string(g), fmt::format("{} groups, the limit is {}", g, kMostChannels));
}
void imageGroups(const Subject& s, Emitter& emit) {
    const int g = s.attrs<Attrs>().groups;
    if (g > kImageGroups && isImageInput(s.question, s.layer.inputs[0])) emit.layer(s, std::to_string(g), fmt::format("{} groups with a packed image, the limit is {}", g, kImageGroups));
}
void int8Groups(const Subject& s, Emitter& emit) {
    const int g = s.attrs<Attrs>().groups;
    if (g == 1 || precisionOf(s) != Precision::Int8) return;
    const std::int64_t in = channelsIn(s) / g, out = channelsOut(s) / g;
    if (in % kGroupStep != 0 || out % kGroupStep != 0) emit.layer(s, fmt::format("{}/{}", in, out), fmt::format("{} channels in and {} out per group are not multiples of {} in INT8", in, out, kGroupStep));
}
BufferUse useOf(const Subject& s, int groupCount) {
    const layers::Window w = windowOf(s);
    const Dims& in = s.view.input(0).dims;
    return bufferUse(in[1] / groupCount, w.kernel[0], w.kernel[1], in[3], w.dilation[0], bytesOf(s));
}
bool hasBuffer(const Subject& s) { return isImage(s) && s.view.input(0).dims.isStatic(); }
std::string termsOf(const Subject& s, const BufferUse& use, int groupCount) {
    const layers::Window w = windowOf(s);
    const Dims& in = s.view.input(0).dims;
    const int b = bytesOf(s);
    const std::int64_t c = in[1] / groupCount;
    return fmt::format("ceil(roundUp({}*{}*{}*{}, 128) / 32768) = {} for weights, ceil(ceil(ceil({}*{} / 32) * {} / 4) * {} / 256) = {} for data", c, w.kernel[0], w.kernel[1], b, use.weightBanks, c, b,
                       in[3], layers::dilatedExtent(w.kernel[0], w.dilation[0]), use.dataBanks);
}
void buffer(const Subject& s, Emitter& emit) {
    if (!hasBuffer(s)) return;
    const int g = s.attrs<Attrs>().groups;
    const BufferUse use = useOf(s, g);
    if (use.sum() > kBanks) emit.layer(s, fmt::format("{} banks", use.sum()), fmt::format("it needs {} of {} banks of the convolution buffer: {}", use.sum(), kBanks, termsOf(s, use, g)));
}
void tightBuffer(const Subject& s, Emitter& emit) {
    if (!hasBuffer(s)) return;
    const int g = s.attrs<Attrs>().groups;
    const BufferUse use = useOf(s, g);
    if (use.sum() == kBanks || use.sum() == kBanks - 1)
        emit.layer(s, fmt::format("{} banks", use.sum()), fmt::format("it needs {} of {} banks of the convolution buffer and may still be refused: {}", use.sum(), kBanks, termsOf(s, use, g)));
}
void weights(const Subject& s, Emitter& emit) {
    if (s.layer.inputs.size() < 2 || !isKnownAtBuild(s.question.network, s.layer.inputs[1])) emit.layer(s, "a tensor", "its weights are computed at run time");
}
void imagePrecision(const Subject& s, Emitter& emit) {
    if (!isImageInput(s.question, s.layer.inputs[0])) return;
    const DataType type = inputType(s.question, s.layer.inputs[0]);
    const Precision p = precisionOf(s);
    const bool isOther = (type == DataType::Half && p == Precision::Int8) || (type == DataType::Int8 && p != Precision::Int8);
    if (isOther) emit.layer(s, std::string(toString(type)), fmt::format("a packed image of type {} goes into a convolution that computes in {}", toString(type), toString(p)));
}
void weightBytes(const Subject& s, Emitter& emit) {
    if (s.view.inputCount() < 2 || !s.view.input(1).dims.isStatic()) return;
    const std::int64_t bytes = s.view.input(1).dims.volume() * bytesOf(s), most = s.question.plan.dla.pools.globalDram;
    if (bytes > most) emit.layer(s, std::to_string(bytes), fmt::format("{} bytes of weights, the global DRAM pool has {}", bytes, most));
}
void lanes(const Subject& s, Emitter& emit) {
    const std::int64_t lane = precisionOf(s) == Precision::Int8 ? kInt8Lanes : kHalfLanes, c = channelsIn(s), k = channelsOut(s);
    if (c < 1 || k < 1 || (c % lane == 0 && k % lane == 0)) return;
    const std::int64_t cp = roundUp(c, lane), kp = roundUp(k, lane);
    const double waste = 100.0 * (1 - static_cast<double>(c * k) / static_cast<double>(cp * kp));
    emit.layer(s, fmt::format("{}, {}", c, k), fmt::format("channels {}, {} are padded to {}, {}: {:.0f} % of the arithmetic is waste", c, k, cp, kp, waste));
}
void halfOnOrin(const Subject& s, Emitter& emit) {
    if (isOrin(s.question) && precisionOf(s) == Precision::Fp16) emit.layer(s, "FP16", fmt::format("FP16 convolutions were measured about {} times slower than INT8 on Orin", kHalfOverInt8));
}

bool isConstantProduct(const Subject& s) { return isKnownAtBuild(s.question.network, s.layer.inputs[1]); }
void fullOutputs(const Subject& s, Emitter& emit) {
    const std::int64_t columns = s.outputs[0].dims.rank == 0 ? 1 : s.outputs[0].dims[s.outputs[0].dims.rank - 1];
    if (isConstantProduct(s) && columns > kMostChannels) emit.layer(s, std::to_string(columns), fmt::format("{} outputs, the limit is {}", columns, kMostChannels));
}
/// The product takes the place of a convolution over the whole image that a reshape made flat.
void fullKernel(const Subject& s, Emitter& emit) {
    const Network& network = s.question.network;
    const LayerId reshape = network.producer(s.layer.inputs[0]);
    if (!isConstantProduct(s) || !isReshape(network, reshape)) return;
    const Dims& image = network.tensor(network.layer(reshape).inputs[0]).dims;
    if (image.rank != kImageAxes + 2) return;
    if (image[2] > kMostKernel || image[3] > kMostKernel)
        emit.layer(s, fmt::format("{}x{}", image[2], image[3]), fmt::format("as a convolution it needs a kernel of {}x{}, the limit is {}", image[2], image[3], kMostKernel));
}
void secondOperand(const Subject& s, Emitter& emit) {
    if (!isConstantProduct(s)) emit.layer(s, "a tensor", "both operands are computed at run time");
}
void productForm(const Subject& s, Emitter& emit) {
    const auto& attrs = s.attrs<layers::matrix_multiply::Attrs>();
    const Dims& b = s.view.input(1).dims;
    const bool isBatched = b.rank > 2 && b.volume(0, b.rank - 2) > 1;
    if (attrs.opA != MatrixOperation::None || isBatched)
        emit.layer(s, toString(b), fmt::format("{} by {} does not become a convolution of 1x1", toString(s.view.input(0).dims), toString(b)));
}

/// A square of 1..32, or a strip of 64, 96 or 128 by 1.
bool isDeconvolutionPair(const Dims& list) {
    if (list.rank != kImageAxes) return true;
    if (std::ranges::all_of(list, [](std::int64_t v) { return v >= 1 && v <= kMostKernel; })) return true;
    const std::int64_t low = std::min(list[0], list[1]), high = std::max(list[0], list[1]);
    return low == 1 && (high == 64 || high == 96 || high == 128);
}
void transposedKernel(const Subject& s, Emitter& emit) {
    const Dims k = windowOf(s).kernel;
    if (!isDeconvolutionPair(k)) emit.layer(s, toString(k), fmt::format("kernel {} is neither within 1..{} nor 64, 96 or 128 by 1", toString(k), kMostKernel));
}
void transposedStride(const Subject& s, Emitter& emit) {
    const Dims v = windowOf(s).stride;
    if (!isDeconvolutionPair(v)) emit.layer(s, toString(v), fmt::format("stride {} is neither within 1..{} nor 64, 96 or 128 by 1", toString(v), kMostKernel));
}
void transposedPadding(const Subject& s, Emitter& emit) {
    const layers::Window w = windowOf(s);
    const auto isSet = [](std::int64_t v) { return v != 0; };
    if (std::ranges::any_of(w.prePadding, isSet) || std::ranges::any_of(w.postPadding, isSet))
        emit.layer(s, fmt::format("{}, {}", toString(w.prePadding), toString(w.postPadding)), fmt::format("padding {} before and {} after must be 0", toString(w.prePadding), toString(w.postPadding)));
}
void transposedGroups(const Subject& s, Emitter& emit) {
    const int g = s.attrs<layers::deconvolution::Attrs>().groups;
    if (g != 1) emit.layer(s, std::to_string(g), fmt::format("{} groups, there must be one", g));
}
void transposedDilation(const Subject& s, Emitter& emit) {
    const Dims d = windowOf(s).dilation;
    if (std::ranges::any_of(d, [](std::int64_t v) { return v != 1; })) emit.layer(s, toString(d), fmt::format("dilation {} must be 1", toString(d)));
}
void transposedChannels(const Subject& s, Emitter& emit) {
    if (channelsIn(s) > kMostChannels || channelsOut(s) > kMostChannels)
        emit.layer(s, fmt::format("{}, {}", channelsIn(s), channelsOut(s)), fmt::format("{} channels in and {} out, the limit is {}", channelsIn(s), channelsOut(s), kMostChannels));
}
void slowSquare(const Subject& s, Emitter& emit) {
    const layers::Window w = windowOf(s);
    const auto isSlow = [](std::int64_t v) { return v >= kFirstSlowSquare && v <= kMostKernel; };
    if (w.kernel.rank == kImageAxes && w.kernel[0] == w.kernel[1] && isSlow(w.kernel[0]) && std::ranges::all_of(w.stride, isSlow))
        emit.layer(s, toString(w.kernel), fmt::format("kernel {} with stride {} is disabled, since it takes too long to compile", toString(w.kernel), toString(w.stride)));
}
void unequalStride(const Subject& s, Emitter& emit) {
    const layers::Window w = windowOf(s);
    if (w.kernel != w.stride) emit.layer(s, toString(w.stride), fmt::format("stride {} is not the kernel {}; where they are equal it compiles reliably", toString(w.stride), toString(w.kernel)));
}
void transposedBuffer(const Subject& s, Emitter& emit) {
    if (!hasBuffer(s)) return;
    const BufferUse use = useOf(s, 1);
    if (use.sum() > kBanks) emit.layer(s, fmt::format("{} banks", use.sum()), fmt::format("it is estimated to need {} of {} banks of the convolution buffer: {}", use.sum(), kBanks, termsOf(s, use, 1)));
}

using enum Confidence;
using enum Level;
constexpr const LayerKind *kConvolution = &layers::convolution::kind, *kDeconvolution = &layers::deconvolution::kind, *kProduct = &layers::matrix_multiply::kind;
constexpr Rule kRules[] = {
    leaves("DLA-CONV-01", "Convolution", "kernel outside 1..32", "decompose the kernel", "H861", Documented, onLayers(kernel, kConvolution)),
    leaves("DLA-CONV-02", "Convolution", "stride outside 1..8", "factor the stride", "H861", Documented, onLayers(stride, kConvolution)),
    leaves("DLA-CONV-03", "Convolution", "padding outside 0..31", "reduce the padding", "H861", Documented, onLayers(padding, kConvolution)),
    leaves("DLA-CONV-04", "Convolution", "padding not smaller than the kernel", "crop after the convolution", "H861", Documented, onLayers(paddingOfKernel, kConvolution)),
    leaves("DLA-CONV-05", "Convolution", "dilation outside 1..32", "put zeros into the kernel, or use two convolutions", "H861", Documented, onLayers(dilation, kConvolution)),
    leaves("DLA-CONV-06", "Convolution", "not two spatial axes", "unfold depth into batch or channels", "G84", Documented, onLayers(axes, kConvolution)),
    leaves("DLA-CONV-07", "Convolution", "more than 8192 output maps", "split it and concatenate the channels", "H861", Documented, onLayers(outputs, kConvolution)),
    leaves("DLA-CONV-08", "Convolution", "more than 8192 input channels", "split it and add the parts", "G84", Documented, onLayers(inputs, kConvolution)),
    leaves("DLA-CONV-09", "Convolution", "more than 8192 groups", {}, "H861", Documented, onLayers(groups, kConvolution)),
    leaves("DLA-CONV-10", "Convolution", "more than 4 groups with a packed image", "use a linear, CHW16 or CHW32 input", "G84", Documented, onLayers(imageGroups, kConvolution)),
    leaves("DLA-CONV-11", "Convolution", "INT8 groups whose channels are no multiples of 4", "pad the channels, or use FP16", "H861", Documented, onLayers(int8Groups, kConvolution)),
    leaves("DLA-CONV-12", "Convolution", "more than 16 banks of the convolution buffer", "use INT8, tile the width, split the channels, or take a smaller kernel or dilation", "G84", Documented, onLayers(buffer, kConvolution)),
    says(Warning, "DLA-CONV-13", "Convolution", "15 or 16 banks of the convolution buffer", "be ready to run it on the GPU", "own, after GH#3499", OwnChoice, onLayers(tightBuffer, kConvolution)),
    leaves("DLA-CONV-14", "Convolution", "weights that are computed at run time", "fold Q/DQ, use constant weights", "own", Inferred, onLayers(weights, kConvolution)),
    says(Error, "DLA-CONV-15", "Convolution", "a packed image of another precision", "make the precisions equal", "FAQ", Documented, onLayers(imagePrecision, kConvolution)),
    leaves("DLA-CONV-16", "Convolution", "more bytes of weights than the global DRAM pool has, which is 512 MiB", "prune or split it", "H861", Documented, onLayers(weightBytes, kConvolution)),
    says(Advice, "DLA-CONV-17", "Convolution", "channels that are no multiples of 32 in INT8, of 16 in FP16", "use multiples", "IOF", Inferred, onLayers(lanes, kConvolution)),
    says(Advice, "DLA-CONV-18", "Convolution", "FP16 on Orin", "quantize to INT8", "FAQ, ORINM", Documented, onLayers(halfOnOrin, kConvolution)),
    leaves("DLA-FC-01", "FullyConnected", "more than 8192 outputs", "split it", "H861", Documented, onLayers(fullOutputs, kProduct)),
    leaves("DLA-FC-02", "FullyConnected", "an image above 32 by 32", "pool or reshape first", "G84", Inferred, onLayers(fullKernel, kProduct)),
    leaves("DLA-MM-01", "MatrixMultiply", "a second operand that is computed at run time", "keep it on the GPU, or convolve with constant weights", "OPS", Documented, onLayers(secondOperand, kProduct)),
    leaves("DLA-MM-02", "MatrixMultiply", "a transposed first operand, or matrices in batches", "reshape to N, C, H, W", "OPS", Inferred, onLayers(productForm, kProduct)),
    leaves("DLA-DECONV-01", "Deconvolution", "kernel outside 1..32 and not 64, 96 or 128 by 1", "choose 1..32", "H861", Documented, onLayers(transposedKernel, kDeconvolution)),
    leaves("DLA-DECONV-02", "Deconvolution", "stride outside 1..32 and not 64, 96 or 128 by 1", "enlarge in two steps", "H861", Documented, onLayers(transposedStride, kDeconvolution)),
    leaves("DLA-DECONV-03", "Deconvolution", "padding", "remove it and crop by Slice, or resize and convolve", "H861", Documented, onLayers(transposedPadding, kDeconvolution)),
    leaves("DLA-DECONV-04", "Deconvolution", "groups", "split it by group", "H861", Documented, onLayers(transposedGroups, kDeconvolution)),
    leaves("DLA-DECONV-05", "Deconvolution", "dilation", "expand the kernel", "G84", Documented, onLayers(transposedDilation, kDeconvolution)),
    leaves("DLA-DECONV-06", "Deconvolution", "more than 8192 channels", "split it", "G84", Documented, onLayers(transposedChannels, kDeconvolution)),
    leaves("DLA-DECONV-07", "Deconvolution", "a square kernel with strides of 23..32", "factor the enlargement", "G84", Documented, onLayers(slowSquare, kDeconvolution)),
    leaves("DLA-DECONV-08", "Deconvolution", "not two spatial axes", {}, "G84", Documented, onLayers(axes, kDeconvolution)),
    says(Advice, "DLA-DECONV-09", "Deconvolution", "a stride that is not the kernel", "make them equal, or resize by the nearest", "FAQ", Documented, onLayers(unequalStride, kDeconvolution)),
    says(Warning, "DLA-DECONV-10", "Deconvolution", "more than 16 estimated banks of the convolution buffer", "as a convolution", "own, after G84", OwnChoice, onLayers(transposedBuffer, kDeconvolution)),
};

}  // namespace

std::span<const Rule> convolutionRules() { return kRules; }

}  // namespace planscope::scope::dla
