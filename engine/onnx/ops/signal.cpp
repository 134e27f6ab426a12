// SPDX-License-Identifier: Apache-2.0
// Fourier transforms and what audio front ends are made of.
#include "engine/base/check.h"
#include "engine/layers/fourier.h"
#include "engine/layers/gather.h"
#include "engine/network/extent.h"
#include "engine/network/names.h"
#include "engine/onnx/ops/layer_steps.h"
#include "engine/onnx/reader/data_types.h"

#include <algorithm>
#include <cmath>

namespace planscope::onnx::ops::signal {
namespace {

constexpr double kMaxLength = 1 << 24;

/// A number that is a length, where the node has input `i`.
Result<std::optional<int>> readLength(const NodeImport& node, int i, std::string_view what) {
    if (!node.has(i)) return std::nullopt;
    PS_ASSIGN(const double value, node.knownScalar(i, what));
    PS_CHECK(value >= 1 && value <= kMaxLength, Code::Value, "input '{}' is {}, 1 to {} is expected", what, value, kMaxLength);
    return static_cast<int>(value);
}

/// From operator set 20 on the axis is an input.
Result<int> readAxis(NodeImport& node, int rank) {
    if (node.opset() < 20) return node.axis("axis", 1, rank);
    if (!node.has(2)) return resolveAxis(-2, rank);
    PS_ASSIGN(const double axis, node.knownScalar(2, "axis"));
    PS_CHECK(std::fabs(axis) <= kMaxRank, Code::Attribute, "axis {} is outside rank {}", axis, rank);
    return resolveAxis(static_cast<std::int64_t>(axis), rank);
}

Result<Outputs> importFourier(NodeImport& node) {
    PS_ASSIGN(const TensorId x, node.input(0));
    PS_ASSIGN(const int axis, readAxis(node, node.dims(x).rank));
    PS_ASSIGN(const int inverse, node.integer("inverse", 0));
    PS_ASSIGN(const int oneSided, node.integer("onesided", 0));
    PS_ASSIGN(const std::optional<int> length, readLength(node, 1, "dft_length"));
    PS_CHECK(inverse == 0 || oneSided == 0, Code::UnsupportedFeature, "an inverse transform of one-sided frequencies is not supported");
    return node.finish(layers::fourier::def, {x},
                       Attrs::of(layers::fourier::Attrs{
                           .axis = axis, .length = length.value_or(0), .inverse = inverse != 0, .oneSided = oneSided != 0}));
}

struct Frames {
    std::int64_t count = 0;
    int length = 0;
    int step = 0;
};

Result<Frames> readFrames(const NodeImport& node, TensorId x) {
    PS_ASSIGN(const std::optional<int> step, readLength(node, 1, "frame_step"));
    PS_CHECK(step, Code::Arity, "input 'frame_step' is missing");
    PS_ASSIGN(std::optional<int> length, readLength(node, 3, "frame_length"));
    if (!length && node.has(2) && node.dims(*node.input(2)).isStatic()) length = static_cast<int>(node.dims(*node.input(2)).volume());
    PS_CHECK(length, Code::Arity, "neither 'window' nor 'frame_length' says how long frames are");
    const std::int64_t signal = node.dims(x)[1];
    PS_CHECK(extent::isNumber(signal), Code::UnsupportedFeature, "the length of the signal must be known at build time");
    PS_CHECK(signal >= *length, Code::Shape, "a signal of {} has no frame of {}", signal, *length);
    return Frames{(signal - *length) / *step + 1, *length, *step};
}

/// Which element of the signal each element of each frame is.
ConstantPtr indicesOf(const Frames& frames) {
    std::vector<std::int32_t> values;
    for (std::int64_t f = 0; f < frames.count; ++f)
        for (int i = 0; i < frames.length; ++i) values.push_back(static_cast<std::int32_t>(f * frames.step + i));
    return Constant::ofInts({frames.count, frames.length}, values);
}

constexpr std::int64_t kMaxFrameElements = std::int64_t{1} << 28;

Result<Outputs> importShortTimeFourier(NodeImport& node) {
    PS_ASSIGN(const TensorId given, node.input(0));
    PS_ASSIGN(const int oneSided, node.integer("onesided", 1));
    Dims dims = node.dims(given);
    PS_CHECK(dims.rank == 2 || dims.rank == 3, Code::Shape, "the signal {} has rank {}, 2 or 3 is expected", toString(dims), dims.rank);
    if (dims.rank == 2) dims.push(1);
    PS_ASSIGN(const TensorId x, reshaped(node, given, dims));
    PS_ASSIGN(const Frames frames, readFrames(node, x));
    PS_CHECK(frames.count * frames.length <= kMaxFrameElements, Code::Limit, "{} frames of {} are too many", frames.count, frames.length);
    const TensorId indices = node.constant("frames", indicesOf(frames));
    PS_ASSIGN(TensorId cut, node.step(layers::gather::def, {x, indices},
                                      Attrs::of(layers::gather::Attrs{.mode = GatherMode::Default, .axis = 1, .elementwiseDims = 0})));
    if (node.has(2)) {
        PS_ASSIGN(const TensorId window, reshaped(node, *node.input(2), {frames.length, 1}));
        PS_ASSIGN(cut, elementwiseStep(node, layers::elementwise::ElementwiseKind::Prod, cut, window));
    }
    return node.finish(layers::fourier::def, {cut},
                       Attrs::of(layers::fourier::Attrs{.axis = 2, .length = 0, .inverse = false, .oneSided = oneSided != 0}));
}

/// Frequencies in hertz and on the mel scale.
double melOf(double hertz) { return 2595 * std::log10(1 + hertz / 700); }
double hertzOf(double mel) { return 700 * (std::pow(10, mel / 2595) - 1); }

struct MelBank {
    int bins = 0, length = 0;
    double sampleRate = 0, low = 0, high = 0;
};

Result<MelBank> readMelBank(const NodeImport& node) {
    MelBank out;
    PS_ASSIGN(const std::optional<int> bins, readLength(node, 0, "num_mel_bins"));
    PS_ASSIGN(const std::optional<int> length, readLength(node, 1, "dft_length"));
    PS_CHECK(bins && length, Code::Arity, "inputs 'num_mel_bins' and 'dft_length' are needed");
    PS_CHECK(static_cast<double>(*bins) * *length <= kMaxLength, Code::Limit, "{} bins of {} frequencies are too many", *bins, *length);
    PS_ASSIGN(out.sampleRate, node.knownScalar(2, "sample_rate"));
    PS_ASSIGN(out.low, node.knownScalar(3, "lower_edge_hertz"));
    PS_ASSIGN(out.high, node.knownScalar(4, "upper_edge_hertz"));
    PS_CHECK(out.sampleRate >= 1 && out.low >= 0 && out.high >= out.low && out.high <= out.sampleRate, Code::Value,
             "frequencies from {} to {} do not fit a sample rate of {}", out.low, out.high, out.sampleRate);
    out.bins = *bins;
    out.length = *length;
    return out;
}

/// Triangles that overlap by half. Source: ONNX operator schema, MelWeightMatrix-17, and its reference implementation.
std::vector<float> melWeights(const MelBank& bank) {
    const int frequencies = bank.length / 2 + 1;
    const double low = melOf(bank.low), step = (melOf(bank.high) - low) / (bank.bins + 2);
    const auto corner = [&](int i) {
        const double position = std::floor((bank.length + 1) * hertzOf(low + i * step) / bank.sampleRate);
        return std::min(static_cast<int>(position), frequencies - 1);
    };
    std::vector<float> out(static_cast<std::size_t>(frequencies) * static_cast<std::size_t>(bank.bins));
    for (int bin = 0; bin < bank.bins; ++bin) {
        const int left = corner(bin), centre = corner(bin + 1), right = corner(bin + 2);
        const auto weight = [&](int f) -> float& { return out[static_cast<std::size_t>(f * bank.bins + bin)]; };
        for (int f = left; f <= centre; ++f)
            weight(f) = left == centre ? 1.0F : static_cast<float>(f - left) / static_cast<float>(centre - left);
        for (int f = centre; f < right; ++f) weight(f) = static_cast<float>(right - f) / static_cast<float>(right - centre);
    }
    return out;
}

Result<Outputs> importMelWeights(NodeImport& node) {
    PS_ASSIGN(const int type, node.integer("output_datatype", onnxTypeOf(DataType::Float)));
    PS_ASSIGN(const TypeMapping mapping, mapType(type));
    PS_ASSIGN(const MelBank bank, readMelBank(node));
    const ConstantPtr weights = Constant::ofFloats({bank.length / 2 + 1, bank.bins}, melWeights(bank));
    if (mapping.type == DataType::Float) return node.finishConstant(weights);
    return finishCast(node, node.constant("weights", weights), mapping.type);
}

constexpr OnnxOpDef kOps[] = {
    {"", "DFT", {17, kNewestOpset}, importFourier},
    {"", "MelWeightMatrix", {17, kNewestOpset}, importMelWeights},
    {"", "STFT", {17, kNewestOpset}, importShortTimeFourier},
};

}  // namespace

extern constinit const OnnxOpTable table{kOps};  // extern: the generated list of tables refers to it

}  // namespace planscope::onnx::ops::signal
