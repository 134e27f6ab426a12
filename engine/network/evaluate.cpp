// SPDX-License-Identifier: Apache-2.0
#include "engine/network/evaluate.h"

#include "engine/base/check.h"
#include "kernels/reference/pointwise.h"

namespace planscope {
namespace {

Status statusOf(KernelStatus status, const LayerDef& def) {
    PS_CHECK(status != KernelStatus::BadIndex, Code::Value, "{}: an index lies outside its data", def.kind.name);
    PS_ASSERT(status == KernelStatus::Ok, "the reference kernel of {} refused its arguments", def.kind.name);
    return {};
}

}  // namespace

HostTensor HostTensor::make(DataType type, const Dims& dims) {
    HostTensor out;
    out.bytes.resize(storageBytes(type, dims, Format::linear()));
    out.view = {out.bytes.data(), type, dims, Format::linear()};
    return out;
}

Status evaluateFused(const LayerView& anchor, const PointwiseProgram& epilogue, std::span<const TensorView> inputs,
                     std::span<const TensorView> outputs) {
    const LayerDef& def = anchor.def();
    if (epilogue.empty()) return statusOf(def.reference(anchor, inputs, outputs), def);
    const auto anchors = inputs.first(static_cast<std::size_t>(anchor.inputCount()));
    PS_ASSIGN(const std::vector<TensorType> types, inferOutputs(anchor));
    const HostTensor value = HostTensor::make(types[0].type, types[0].dims);
    PS_TRY(statusOf(def.reference(anchor, anchors, std::span(&value.view, 1)), def));
    std::vector<TensorView> operands{value.view};
    operands.insert(operands.end(), inputs.begin() + anchor.inputCount(), inputs.end());
    return statusOf(kernels::reference::pointwise(epilogue, operands, outputs[0]), def);
}

Status evaluateLayer(const Network& network, const Layer& layer, std::span<const TensorView> inputs,
                     std::span<const TensorView> outputs) {
    const std::vector<TensorInfo> infos = network.anchorInputs(layer);
    return within("layer '" + layer.name + "'",
                  evaluateFused(LayerView(*layer.def, layer.attrs, infos), layer.epilogue, inputs, outputs));
}

Result<std::vector<ConstantPtr>> evaluateNetwork(const Network& network, std::span<const ConstantPtr> inputs) {
    PS_CHECK(inputs.size() == network.inputs().size(), Code::Arity, "the network has {} inputs, {} values are given",
             network.inputs().size(), inputs.size());
    std::vector<ConstantPtr> values(network.tensorCount());
    for (std::size_t i = 0; i < values.size(); ++i) values[i] = network.tensor(TensorId(i)).constant;
    for (std::size_t i = 0; i < inputs.size(); ++i) {
        const Tensor& t = network.tensor(network.inputs()[i]);
        PS_CHECK(inputs[i]->type() == t.type && inputs[i]->dims() == t.dims, Code::Shape, "input '{}' is {}[{}], got {}[{}]",
                 t.name, toString(t.type), toString(t.dims), toString(inputs[i]->type()), toString(inputs[i]->dims()));
        values[network.inputs()[i].index()] = inputs[i];
    }
    for (const LayerId id : network.topologicalOrder()) {
        const Layer& layer = network.layer(id);
        std::vector<TensorView> in, out;
        std::vector<HostTensor> buffers;
        for (const TensorId t : layer.inputs) in.push_back(values[t.index()]->view());
        for (const TensorType& type : network.outputTypes(layer)) {
            buffers.push_back(HostTensor::make(type.type, type.dims));
            out.push_back(buffers.back().view);
        }
        PS_TRY(evaluateLayer(network, layer, in, out));
        for (std::size_t i = 0; i < buffers.size(); ++i)
            values[layer.outputs[i].index()] = Constant::own(out[i].type, out[i].dims, std::move(buffers[i].bytes));
    }
    std::vector<ConstantPtr> outputs;
    for (const NetworkOutput& output : network.outputs()) outputs.push_back(values[output.tensor.index()]);
    return outputs;
}

}  // namespace planscope
