// SPDX-License-Identifier: Apache-2.0
#include "engine/scope/dla/facts.h"

#include "engine/layers/dequantize.h"
#include "engine/layers/quantize.h"
#include "engine/layers/shuffle.h"

#include <algorithm>

namespace planscope::scope::dla {
namespace {

constexpr std::int64_t kEntriesPerBank = 256, kBytesPerEntry = 128, kBytesPerBank = kEntriesPerBank * kBytesPerEntry;
constexpr std::int64_t kAtomBytes = 32, kAtomsPerEntry = 4;
constexpr int kXavierGeneration = 1, kOrinGeneration = 2;

constexpr std::int64_t ceilDivide(std::int64_t value, std::int64_t by) { return (value + by - 1) / by; }

bool isReal(DataType type) { return type == DataType::Float || type == DataType::Half; }
bool isNamed(const Network& network, const Layer& layer, const std::string& name) {
    return name == layer.name || std::ranges::any_of(layer.origins, [&](OriginId id) { return network.origins()[id].name == name; });
}
Format formatAt(const std::vector<Format>& formats, std::size_t i) { return i < formats.size() ? formats[i] : Format::linear(); }

}  // namespace

bool isKnownAtBuild(const Network& network, TensorId id) {
    const Tensor& tensor = network.tensor(id);
    if (tensor.constant) return true;
    if (tensor.extents && std::ranges::all_of(*tensor.extents, [](std::int64_t v) { return v >= 0; })) return true;
    const LayerId producer = network.producer(id);
    if (!producer.valid()) return false;
    const Layer& layer = network.layer(producer);
    const bool isQuantizer = layer.is(layers::quantize::kind) || layer.is(layers::dequantize::kind);
    return isQuantizer && isKnownAtBuild(network, layer.inputs[0]);
}

bool isKnownAtBuild(const Network& network, const Layer& layer) {
    return !layer.outputs.empty() && std::ranges::all_of(layer.outputs, [&](TensorId id) { return isKnownAtBuild(network, id); });
}

std::optional<Device> explicitDevice(const Subject& subject) {
    for (const LayerDevice& row : subject.question.plan.dla.layerDevices)
        if (isNamed(subject.question.network, subject.layer, row.layer)) return row.device;
    return {};
}

bool isMeant(const Subject& subject) {
    if (!subject.question.plan.usesDla || isKnownAtBuild(subject.question.network, subject.layer)) return false;
    return explicitDevice(subject).value_or(subject.question.plan.dla.defaultDevice) == Device::Dla;
}

std::optional<float> rangeOf(const Question& question, TensorId id) {
    const auto& ranges = question.plan.dla.ranges;
    auto at = ranges.find(question.network.tensor(id).name);
    if (at == ranges.end()) at = ranges.find("*");
    return at == ranges.end() ? std::nullopt : std::optional(at->second);
}

std::vector<TensorId> realTensors(const Subject& subject) {
    const Network& network = subject.question.network;
    std::vector<TensorId> out;
    const auto add = [&](TensorId id) {
        if (isReal(network.tensor(id).type) && !isKnownAtBuild(network, id) && std::ranges::find(out, id) == out.end()) out.push_back(id);
    };
    for (const TensorId id : subject.layer.inputs) add(id);
    for (const TensorId id : subject.layer.outputs) add(id);
    return out;
}

std::vector<TensorId> tensorsWithoutRange(const Subject& subject) {
    std::vector<TensorId> out = realTensors(subject);
    std::erase_if(out, [&](TensorId id) { return rangeOf(subject.question, id).has_value(); });
    return out;
}

Precision precisionOf(const Subject& subject) {
    if (subject.isPrecisionAsked || subject.precision == Precision::Int8) return subject.precision;
    const Network& network = subject.question.network;
    const std::vector<TensorId> real = realTensors(subject);
    const bool isInt8 = std::ranges::any_of(subject.layer.inputs, [&](TensorId id) { return network.tensor(id).type == DataType::Int8 && !isKnownAtBuild(network, id); });
    if (isInt8) return Precision::Int8;
    if (real.empty()) return Precision::Other;
    if (subject.question.plan.precision.int8 && tensorsWithoutRange(subject).empty()) return Precision::Int8;
    return subject.question.plan.precision.fp16 ? Precision::Fp16 : Precision::Fp32;
}

bool isXavier(const Question& question) { return question.target.dlaGeneration == kXavierGeneration; }
bool isOrin(const Question& question) { return question.target.dlaGeneration == kOrinGeneration; }

Format inputFormat(const Question& question, std::size_t index) { return formatAt(question.plan.inputFormats, index); }
Format outputFormat(const Question& question, std::size_t index) { return formatAt(question.plan.outputFormats, index); }
bool isImageFormat(Format format) { return format.layout == Format::Layout::PaddedPixelRows; }

DataType inputType(const Question& question, TensorId id) {
    const auto& inputs = question.network.inputs();
    const auto& given = question.plan.dla.inputTypes;
    const auto at = static_cast<std::size_t>(std::ranges::find(inputs, id) - inputs.begin());
    return at < inputs.size() && at < given.size() ? given[at] : question.network.tensor(id).type;
}

bool isImageInput(const Question& question, TensorId id) {
    const auto& inputs = question.network.inputs();
    const auto at = std::ranges::find(inputs, id);
    return at != inputs.end() && isImageFormat(inputFormat(question, static_cast<std::size_t>(at - inputs.begin())));
}

bool isReshape(const Network& network, LayerId id) {
    if (!id.valid() || !network.layer(id).is(layers::shuffle::kind)) return false;
    const Layer& layer = network.layer(id);
    const auto& attrs = layer.attrs.as<layers::shuffle::Attrs>();
    const bool asks = attrs.hasReshape || layer.inputs.size() > 1;
    return asks && network.tensor(layer.inputs[0]).dims != network.tensor(layer.outputs[0]).dims;
}

LayerId adjacentReshape(const Subject& subject) {
    const Network& network = subject.question.network;
    for (const TensorId id : subject.layer.inputs)
        if (!isKnownAtBuild(network, id) && isReshape(network, network.producer(id))) return network.producer(id);
    for (const TensorId id : subject.layer.outputs)
        for (const LayerId consumer : network.consumers(id))
            if (isReshape(network, consumer)) return consumer;
    return {};
}

BufferUse bufferUse(std::int64_t channels, std::int64_t kernelHeight, std::int64_t kernelWidth, std::int64_t width, std::int64_t dilationHeight, int bytes) {
    const std::int64_t entriesPerSlice = ceilDivide(ceilDivide(channels * bytes, kAtomBytes) * width, kAtomsPerEntry);
    const std::int64_t dilatedHeight = (kernelHeight - 1) * dilationHeight + 1;
    return {ceilDivide(roundUp(channels * kernelHeight * kernelWidth * bytes, kBytesPerEntry), kBytesPerBank), ceilDivide(entriesPerSlice * dilatedHeight, kEntriesPerBank)};
}

}  // namespace planscope::scope::dla
