// SPDX-License-Identifier: Apache-2.0
#include "engine/passes/match.h"

#include "engine/layers/shuffle.h"

#include <algorithm>

namespace planscope::passes {

std::optional<LayerId> soleReader(const Network& network, TensorId tensor) {
    const auto& readers = network.consumers(tensor);
    if (readers.size() != 1 || network.isOutput(tensor)) return std::nullopt;
    return readers.front();
}

std::optional<LayerId> ownedProducer(const Network& network, const Layer& layer, int i, const LayerKind& kind) {
    const TensorId input = layer.inputs[static_cast<std::size_t>(i)];
    const LayerId producer = network.producer(input);
    if (!producer.valid() || !network.layer(producer).is(kind) || !soleReader(network, input)) return std::nullopt;
    return producer;
}

std::optional<LayerId> ownedProducer(const Network& network, LayerId layer, int i, const LayerKind& kind, Declines& declines) {
    const auto owned = ownedProducer(network, network.layer(layer), i, kind);
    if (owned) return owned;
    const TensorId input = network.layer(layer).inputs[static_cast<std::size_t>(i)];
    const LayerId producer = network.producer(input);
    if (!producer.valid() || !network.layer(producer).is(kind)) return std::nullopt;
    return declines.because("{}", otherReaders(network, input, layer));
}

bool isPlain(const Layer& layer) { return layer.epilogue.empty() && layer.outputs.size() == 1; }

bool isPureReshape(const Layer& layer) {
    const auto& attrs = layer.attrs.as<layers::shuffle::Attrs>();
    const auto isIdentity = [](const Dims& permutation) {
        for (int i = 0; i < permutation.rank; ++i)
            if (permutation[i] != i) return false;
        return true;
    };
    return isPlain(layer) && isIdentity(attrs.firstTranspose) && isIdentity(attrs.secondTranspose);
}

std::optional<Dims> transposeOf(const Layer& layer) {
    if (!layer.is(layers::shuffle::kind) || !isPlain(layer) || layer.inputs.size() != 1) return std::nullopt;
    const auto& attrs = layer.attrs.as<layers::shuffle::Attrs>();
    const bool first = attrs.firstTranspose.rank > 0, second = attrs.secondTranspose.rank > 0;
    if (attrs.hasReshape || first == second) return std::nullopt;
    return first ? attrs.firstTranspose : attrs.secondTranspose;
}

int inputSlot(const Layer& layer, TensorId tensor) {
    const auto at = std::ranges::find(layer.inputs, tensor);
    return at == layer.inputs.end() ? -1 : static_cast<int>(at - layer.inputs.begin());
}

std::optional<std::vector<double>> perChannel(const Constant& value, const Dims& output) {
    if (value.type() != DataType::Float || output.rank < 2) return std::nullopt;
    const Dims& dims = value.dims();
    const std::size_t channels = static_cast<std::size_t>(output[1]);
    const auto floats = value.floats();
    if (floats.size() == 1) return std::vector<double>(channels, floats[0]);
    const int channelAxis = dims.rank - output.rank + 1;  // axis 1 of the output, aligned at the right
    if (channelAxis < 0 || dims[channelAxis] != output[1] || floats.size() != channels) return std::nullopt;
    return std::vector<double>(floats.begin(), floats.end());
}

ConstantPtr floatConstant(const Dims& dims, const std::vector<double>& values) {
    const std::vector<float> floats(values.begin(), values.end());
    return Constant::ofFloats(dims, floats);
}

bool surelyBroadcasts(const Dims& from, const Dims& to) {
    const int shift = to.rank - from.rank;
    if (shift < 0) return false;
    for (int i = 0; i < from.rank; ++i)
        if (from[i] != 1 && from[i] != to[i + shift]) return false;
    return true;
}

std::string joinedName(const Layer& first, const Layer& second) { return first.name + " + " + second.name; }

std::vector<OriginId> joinedOrigins(const Layer& first, const Layer& second) {
    std::vector<OriginId> out = first.origins;
    out.insert(out.end(), second.origins.begin(), second.origins.end());
    std::ranges::sort(out);
    const auto repeats = std::ranges::unique(out);
    out.erase(repeats.begin(), repeats.end());
    return out;
}

}  // namespace planscope::passes
