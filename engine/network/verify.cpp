// SPDX-License-Identifier: Apache-2.0
#include "engine/network/verify.h"

#include "engine/base/check.h"
#include "engine/network/extent.h"

#include <algorithm>

namespace planscope {
namespace {

Status verifyTensor(const Network& network, TensorId id) {
    const Tensor& t = network.tensor(id);
    const bool sourced = network.producer(id).valid() || t.isInput || t.constant;
    const bool used = !network.consumers(id).empty() || network.isOutput(id);
    PS_CHECK(sourced || !used, Code::Graph, "tensor '{}' is used but nothing produces it", t.name);
    if (t.constant)
        PS_CHECK(t.constant->type() == t.type && t.constant->dims() == t.dims, Code::Shape,
                 "tensor '{}' is {}[{}] but its value is {}[{}]", t.name, toString(t.type), toString(t.dims),
                 toString(t.constant->type()), toString(t.constant->dims()));
    return {};
}

/// Anonymous extents were given codes when the layer was added.
bool agrees(const TensorType& inferred, const TensorType& stored) {
    return inferred.type == stored.type && extent::mayEqual(inferred.dims, stored.dims);
}

Status verifyLayer(const Network& network, LayerId id) {
    const Layer& layer = network.layer(id);
    const std::vector<TensorInfo> anchors = network.anchorInputs(layer);
    std::vector<TensorInfo> extras;
    for (std::size_t i = anchors.size(); i < layer.inputs.size(); ++i) extras.push_back(network.info(layer.inputs[i]));
    PS_ASSIGN(const std::vector<TensorType> inferred, inferFused(*layer.def, layer.attrs, anchors, layer.epilogue, extras, layer.numerics));
    const std::vector<TensorType> stored = network.outputTypes(layer);
    PS_CHECK(std::ranges::equal(inferred, stored, agrees), Code::Shape, "the stored output types differ from what {} infers", layer.def->kind.name);
    for (const TensorId output : layer.outputs)
        PS_CHECK(network.producer(output) == id, Code::Graph, "tensor '{}' has another producer", network.tensor(output).name);
    for (const TensorId input : layer.inputs)
        PS_CHECK(std::ranges::binary_search(network.consumers(input), id), Code::Graph,
                 "tensor '{}' does not list its reader", network.tensor(input).name);
    return {};
}

}  // namespace

Status verify(const Network& network) {
    for (std::size_t i = 0; i < network.tensorCount(); ++i) PS_TRY(verifyTensor(network, TensorId(i)));
    const std::vector<LayerId> order = network.topologicalOrder();
    PS_CHECK(order.size() == network.layerCount(), Code::Graph, "the network has a cycle");
    for (const LayerId id : order) PS_TRY(within("layer '" + network.layer(id).name + "'", verifyLayer(network, id)));
    for (const NetworkOutput& output : network.outputs())
        PS_CHECK(output.tensor.valid() && output.tensor.index() < network.tensorCount(), Code::Graph,
                 "output '{}' refers to no tensor", output.name);
    return {};
}

}  // namespace planscope
