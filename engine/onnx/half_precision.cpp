// SPDX-License-Identifier: Apache-2.0
#include "engine/onnx/half_precision.h"

#include "engine/base/check.h"
#include "engine/layers/cast.h"
#include "kernels/api/half.h"

#include <algorithm>

namespace planscope::onnx {
namespace {

Result<TensorId> castTo(Network& network, DataType type, TensorId from, LayerSpec spec) {
    spec.def = &layers::cast::def;
    spec.attrs = Attrs::of(layers::cast::Attrs{.to = type});
    spec.inputs = {from};
    PS_ASSIGN(const LayerId id, network.addLayer(std::move(spec)));
    return network.layer(id).outputs.front();
}

}  // namespace

bool needsSinglePrecision(const Network& network, const LayerSpec& spec, const Error& refusal) {
    return refusal.code == Code::UnsupportedType &&
           std::ranges::any_of(spec.inputs, [&](TensorId id) { return network.tensor(id).type == DataType::Half; });
}

Result<std::vector<TensorId>> addInSinglePrecision(Network& network, LayerSpec spec,
                                                   const std::function<std::string(std::string)>& uniqueName) {
    const std::string name = spec.name;
    const std::vector<OriginId> origins = spec.origins;
    std::vector<std::string> outputNames = std::move(spec.outputNames);
    spec.outputNames = {};
    for (TensorId& input : spec.inputs) {
        const Tensor& tensor = network.tensor(input);
        if (tensor.type != DataType::Half) continue;
        if (tensor.constant) {
            input = network.addConstant(tensor.name + "_f32", inSinglePrecision(tensor.constant));
            continue;
        }
        PS_ASSIGN(input, castTo(network, DataType::Float, input, {.name = uniqueName(name + "/widen"), .origins = origins}));
    }
    PS_ASSIGN(const LayerId id, network.addLayer(std::move(spec)));
    std::vector<TensorId> outputs = network.layer(id).outputs;
    outputNames.resize(outputs.size());
    for (std::size_t i = 0; i < outputs.size(); ++i) {
        if (network.tensor(outputs[i]).type != DataType::Float) continue;
        PS_ASSIGN(outputs[i], castTo(network, DataType::Half, outputs[i],
                                     {.name = uniqueName(name + "/round"), .origins = origins, .outputNames = {outputNames[i]}}));
    }
    return outputs;
}

ConstantPtr inSinglePrecision(const ConstantPtr& value) {
    if (value->type() != DataType::Half) return value;
    std::vector<float> wide;
    std::ranges::transform(value->as<std::uint16_t>(), std::back_inserter(wide), floatFromHalf);
    return Constant::ofFloats(value->dims(), wide);
}

}  // namespace planscope::onnx
