// SPDX-License-Identifier: Apache-2.0
#include "engine/passes/affine.h"

#include "engine/layers/elementwise.h"
#include "engine/layers/scale.h"
#include "engine/network/extent.h"
#include "engine/passes/match.h"

namespace planscope::passes {
namespace {

using layers::elementwise::ElementwiseKind;

std::optional<Affine> ofScale(const Network& network, const Layer& layer, TensorId x) {
    const auto& attrs = layer.attrs.as<layers::scale::Attrs>();
    const Dims& dims = network.tensor(x).dims;
    if (layer.inputs[0] != x || layer.inputs.size() > 3 || dims.rank < 2) return std::nullopt;
    if (attrs.mode == ScaleMode::Elementwise || (attrs.mode == ScaleMode::Channel && attrs.channelAxis != 1)) return std::nullopt;
    const std::size_t channels = static_cast<std::size_t>(dims[1]);
    Affine out{std::vector<double>(channels, 1), std::vector<double>(channels, 0)};
    std::vector<double>* targets[] = {&out.factor, &out.shift};
    for (std::size_t i = 1; i < layer.inputs.size(); ++i) {
        const Constant* value = network.tensor(layer.inputs[i]).constant.get();
        if (!value || value->type() != DataType::Float) return std::nullopt;
        const auto floats = value->floats();
        for (std::size_t c = 0; c < channels; ++c) (*targets[i - 1])[c] = floats.size() == 1 ? floats[0] : floats[c];
    }
    return out;
}

std::optional<Affine> ofElementwise(const Network& network, const Layer& layer, TensorId x) {
    const int slot = inputSlot(layer, x);
    const Constant* value = network.tensor(layer.inputs[static_cast<std::size_t>(1 - slot)]).constant.get();
    const Dims& dims = network.tensor(x).dims;
    if (!value || !(network.tensor(layer.outputs[0]).dims == dims)) return std::nullopt;
    const auto numbers = perChannel(*value, dims);
    if (!numbers) return std::nullopt;
    Affine out{std::vector<double>(numbers->size(), 1), std::vector<double>(numbers->size(), 0)};
    const ElementwiseKind kind = layer.attrs.as<layers::elementwise::Attrs>().kind;
    for (std::size_t c = 0; c < numbers->size(); ++c) {
        const double n = (*numbers)[c];
        if (kind == ElementwiseKind::Sum) out.shift[c] = n;
        else if (kind == ElementwiseKind::Prod) out.factor[c] = n;
        else if (kind == ElementwiseKind::Sub && slot == 0) out.shift[c] = -n;
        else if (kind == ElementwiseKind::Sub) out.factor[c] = -1, out.shift[c] = n;
        else if (kind == ElementwiseKind::Div && slot == 0 && n != 0) out.factor[c] = 1 / n;
        else return std::nullopt;
    }
    return out;
}

}  // namespace

std::optional<Affine> affineOf(const Network& network, const Layer& layer, TensorId x) {
    const Tensor& input = network.tensor(x);
    const bool hasChannels = input.dims.rank >= 2 && extent::isNumber(input.dims[1]);
    if (!isPlain(layer) || input.type != DataType::Float || !hasChannels) return std::nullopt;
    if (layer.is(layers::scale::kind)) return ofScale(network, layer, x);
    if (layer.is(layers::elementwise::kind)) return ofElementwise(network, layer, x);
    return std::nullopt;
}

}  // namespace planscope::passes
