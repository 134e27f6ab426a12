// SPDX-License-Identifier: Apache-2.0
#include "engine/layers/constant.h"
#include "engine/layers/dequantize.h"
#include "engine/layers/quantize.h"
#include "engine/layers/scale.h"
#include "engine/network/names.h"
#include "engine/scope/report.h"
#include "engine/scope/safety/families.h"
#include "engine/scope/safety/kinds.h"

#include <algorithm>
#include <array>
#include <fmt/format.h>

namespace planscope::scope::safety {
namespace {

constexpr std::int64_t kMostBatch = 16, kMostChannels = 4096, kMostSpatial = 4096, kMostElements = (std::int64_t{1} << 31) - 1;
constexpr std::size_t kMostNameBytes = 1024;
constexpr int kUsualRank = 7;

/// Tensors that layers make or that are bound, without weights.
template <class Check>
void forEachTensor(const Question& question, Check check) {
    for (std::uint32_t t = 0; t < question.network.tensorCount(); ++t) {
        const TensorId id(t);
        const LayerId producer = question.network.producer(id);
        if (producer.valid() || question.network.tensor(id).isInput) check(id, question.network.tensor(id));
    }
}

/// Weights, also those that are stored quantised: nothing but Q/DQ lies between the tensor and constants.
bool isWeight(const Network& network, TensorId id) {
    const LayerId producer = network.producer(id);
    if (!producer.valid()) return network.tensor(id).constant != nullptr;
    const Layer& layer = network.layer(producer);
    if (!layer.is(layers::quantize::kind) && !layer.is(layers::dequantize::kind)) return false;
    return isWeight(network, layer.inputs[0]);
}

bool isConstantOrScale(const Network& network, LayerId id) {
    return id.valid() && (network.layer(id).is(layers::constant::kind) || network.layer(id).is(layers::scale::kind));
}

void openExtents(const Question& q, Emitter& emit) {
    forEachTensor(q, [&](TensorId id, const Tensor& tensor) {
        const auto at = std::ranges::find_if(tensor.dims, [](std::int64_t d) { return d < 0; });
        if (at != tensor.dims.end()) emit.tensor(id, toString(tensor.dims), fmt::format("dimension {} is open; safe plans need fixed shapes", at - tensor.dims.begin()));
    });
}
void rankAbove(const Question& q, Emitter& emit) {
    forEachTensor(q, [&](TensorId id, const Tensor& tensor) {
        if (tensor.dims.rank > kMaxRank) emit.tensor(id, std::to_string(tensor.dims.rank), fmt::format("its rank is {}, at most {} is possible", tensor.dims.rank, kMaxRank));
    });
}
void rankEight(const Question& q, Emitter& emit) {
    forEachTensor(q, [&](TensorId id, const Tensor& tensor) {
        if (tensor.dims.rank > kUsualRank) emit.tensor(id, std::to_string(tensor.dims.rank), fmt::format("its rank is {}; the documented tables stop at {}", tensor.dims.rank, kUsualRank));
    });
}

template <class Limit>
void limitImages(const Question& q, Emitter& emit, Limit limit) {
    forEachTensor(q, [&](TensorId id, const Tensor& tensor) {
        if (tensor.dims.isStatic() && !isConstantOrScale(q.network, q.network.producer(id)) && !isWeight(q.network, id)) limit(id, imageExtents(tensor.dims), emit);
    });
}
void batch(const Question& q, Emitter& emit) {
    limitImages(q, emit, [](TensorId id, const ImageExtents& e, Emitter& to) {
        if (e.n > kMostBatch) to.tensor(id, std::to_string(e.n), fmt::format("its batch is {}, at most {} is in the scope", e.n, kMostBatch));
    });
}
void channels(const Question& q, Emitter& emit) {
    limitImages(q, emit, [](TensorId id, const ImageExtents& e, Emitter& to) {
        if (e.c > kMostChannels) to.tensor(id, std::to_string(e.c), fmt::format("it has {} channels, at most {} are in the scope", e.c, kMostChannels));
    });
}
void spatial(const Question& q, Emitter& emit) {
    limitImages(q, emit, [](TensorId id, const ImageExtents& e, Emitter& to) {
        if (std::max(e.h, e.w) > kMostSpatial) to.tensor(id, fmt::format("{}x{}", e.h, e.w), fmt::format("it is {} by {}, at most {} each way is in the scope", e.h, e.w, kMostSpatial));
    });
}

Format formatAt(const std::vector<Format>& formats, std::size_t i) { return i < formats.size() ? formats[i] : Format::linear(); }

/// Inputs and outputs with their formats.
template <class Check>
void forEachBorder(const Question& q, Check check) {
    for (std::size_t i = 0; i < q.network.inputs().size(); ++i) check(q.network.inputs()[i], formatAt(q.plan.inputFormats, i));
    for (std::size_t i = 0; i < q.network.outputs().size(); ++i) check(q.network.outputs()[i].tensor, formatAt(q.plan.outputFormats, i));
}

/// Extents of verified networks multiply below 2^31; lanes may take them beyond.
void paddedVolume(const Question& q, Emitter& emit) {
    forEachBorder(q, [&](TensorId id, Format format) {
        const Dims& dims = q.network.tensor(id).dims;
        if (!dims.isStatic()) return;
        const std::int64_t elements = storageElements(dims, format);
        if (elements > kMostElements)
            emit.tensor(id, std::to_string(elements), fmt::format("{} elements with the padding of {}, at most 2^31 - 1 are possible", elements, toString(format)));
    });
}
void types(const Question& q, Emitter& emit) {
    constexpr std::array kTypes = {DataType::Float, DataType::Half, DataType::Int8, DataType::Int32};
    forEachTensor(q, [&](TensorId id, const Tensor& tensor) {
        if (std::ranges::find(kTypes, tensor.type) == kTypes.end())
            emit.tensor(id, std::string(toString(tensor.type)), fmt::format("its type is {}; the scope has FP32, FP16, INT8 and INT32", toString(tensor.type)));
    });
}
void borderTypes(const Question& q, Emitter& emit) {
    forEachBorder(q, [&](TensorId id, Format) {
        const DataType type = q.network.tensor(id).type;
        if (type == DataType::Bool || type == DataType::Int32)
            emit.tensor(id, std::string(toString(type)), fmt::format("type {} at the border of the network", toString(type)));
    });
}
void borderFormats(const Question& q, Emitter& emit) {
    constexpr std::array kFormats = {Format::linear(), Format::channelBlocked(2), Format::channelLast(8), Format::channelBlocked(4), Format::channelBlocked(16), Format::channelBlocked(32)};
    forEachBorder(q, [&](TensorId id, Format format) {
        if (std::ranges::find(kFormats, format) == kFormats.end())
            emit.tensor(id, std::string(toString(format)), fmt::format("format {}; the scope has linear, CHW2, HWC8, CHW4, CHW16 and CHW32", toString(format)));
    });
}
void names(const Question& q, Emitter& emit) {
    forEachBorder(q, [&](TensorId id, Format) {
        const std::size_t bytes = q.network.tensor(id).name.size() + 1;
        if (bytes > kMostNameBytes) emit.tensor(id, std::to_string(bytes), fmt::format("its name takes {} bytes, the safe interface has {}", bytes, kMostNameBytes));
    });
}
void empty(const Question& q, Emitter& emit) {
    forEachTensor(q, [&](TensorId id, const Tensor& tensor) {
        if (std::ranges::find(tensor.dims, 0) != tensor.dims.end()) emit.tensor(id, toString(tensor.dims), fmt::format("it is empty: {}", toString(tensor.dims)));
    });
}
void singlePrecision(const Subject& s, Emitter& emit) {
    if (s.precision == Precision::Fp32) emit.layer(s, "FP32", "computes in FP32; FP16 or INT8 is preferred");
}
bool isControl(const Subject& s) { return s.layer.def->category == Category::Control; }
bool hasDataDependentShape(const Subject& s) { return s.layer.def->bound != nullptr; }
void outside(const Subject& s, Emitter& emit) {
    if (membershipOf(s.layer.def->kind) == Membership::Outside) emit.layer(s, std::string(s.layer.def->kind.name), fmt::format("{} is outside the safety scope", s.layer.def->kind.name));
}
void doubtful(const Subject& s, Emitter& emit) {
    if (membershipOf(s.layer.def->kind) == Membership::Doubtful)
        emit.layer(s, std::string(s.layer.def->kind.name), fmt::format("there is no public evidence that {} is in the safety scope", s.layer.def->kind.name));
}
void control(const Subject& s, Emitter& emit) {
    if (isControl(s)) emit.layer(s, std::string(s.layer.def->kind.name), "control flow that depends on data");
}
void dataDependent(const Subject& s, Emitter& emit) {
    if (hasDataDependentShape(s)) emit.layer(s, std::string(s.layer.def->kind.name), "the shape of its output depends on data");
}
void unused(const Subject& s, Emitter& emit) {
    const Network& network = s.question.network;
    for (const TensorId id : s.layer.outputs)
        if (network.consumers(id).empty() && !network.isOutput(id)) emit.tensor(id, "unused", "nothing reads it");
}

using enum Confidence;
using enum Level;
constexpr std::uint8_t kBoth = kSafe | kRestricted;
constexpr Rule kRules[] = {
    {"SAFE-GEN-01", "tensor", "an open dimension", "fix the shapes", "H861", Documented, Error, kBoth, onWhole(openExtents)},
    {"SAFE-GEN-02", "tensor", "rank above 8", "reshape", "H861", Documented, Error, kBoth | kStandard, onWhole(rankAbove)},
    {"SAFE-GEN-03", "tensor", "rank 8", "reshape", "OPDOC", OwnChoice, Warning, kBoth, onWhole(rankEight)},
    {"SAFE-GEN-04", "tensor", "batch above 16, other than of Constant and Scale", "reduce the batch", "CSDN, SEED", Inferred, Error, kBoth, onWhole(batch)},
    {"SAFE-GEN-05", "tensor", "more than 4096 channels, other than of Constant and Scale", "split them", "CSDN, SEED", Inferred, Error, kBoth, onWhole(channels)},
    {"SAFE-GEN-06", "tensor", "height or width above 4096, other than of Constant and Scale", "tile it", "CSDN, SEED", Inferred, Error, kBoth, onWhole(spatial)},
    {"SAFE-GEN-07", "tensor", "more than 2^31 - 1 elements with vector padding", "take a narrower vector format", "CSDN", Documented, Error, kBoth, onWhole(paddedVolume)},
    {"SAFE-GEN-08", "tensor", "a type other than FP32, FP16, INT8 and INT32", "cast it", "CSDN, SEED", Documented, Error, kBoth, onWhole(types)},
    {"SAFE-GEN-09", "input, output", "BOOL or INT32", "use FP16, INT8 or FP32", "CSDN", Inferred, Error, kBoth, onWhole(borderTypes)},
    {"SAFE-GEN-10", "input, output", "a format other than linear, CHW2, HWC8, CHW4, CHW16 and CHW32", "choose one of these", "CSDN", Documented, Error, kBoth, onWhole(borderFormats)},
    {"SAFE-GEN-11", "input, output", "a name of more than 1024 bytes", "shorten it", "H861", Documented, Error, kSafe, onWhole(names)},
    {"SAFE-GEN-12", "tensor", "an empty dimension", "remove it", "own", OwnChoice, Error, kBoth, onWhole(empty)},
    {"SAFE-GEN-13", "any layer", "FP32", "set FP16", "CSDN", Documented, Advice, kBoth, onLayers(singlePrecision)},
    {"SAFE-GEN-14", "any layer", "a kind outside the scope", "rewrite it, or write a plugin", "2.5", OwnChoice, Error, kBoth, onLayers(outside)},
    {"SAFE-GEN-15", "any layer", "a kind without public evidence", "avoid it, or confirm it with the vendor's document", "2.5", OwnChoice, Warning, kBoth, onLayers(doubtful)},
    {"SAFE-GEN-16", "any layer", "loops and conditionals", "unroll them", "own", OwnChoice, Error, kBoth, onLayers(control)},
    {"SAFE-GEN-17", "any layer", "an output whose shape depends on data", {}, "own", OwnChoice, Error, kBoth, onLayers(dataDependent)},
    {"SAFE-GEN-18", "tensor", "nothing reads it", "remove it", "own", OwnChoice, Warning, kSafe, onLayers(unused)},
};

}  // namespace

std::span<const Rule> generalRules() { return kRules; }

}  // namespace planscope::scope::safety
