// SPDX-License-Identifier: Apache-2.0
#include "engine/network/evaluate.h"

#include "engine/base/check.h"
#include "engine/network/extent.h"
#include "kernels/api/half.h"
#include "kernels/api/tf32.h"
#include "kernels/reference/pointwise.h"

#include <algorithm>
#include <deque>
#include <map>

namespace planscope {
namespace {

Status statusOf(KernelStatus status, const LayerDef& def) {
    PS_CHECK(status != KernelStatus::BadIndex, Code::Value, "{}: an index lies outside its data", def.kind.name);
    PS_CHECK(status != KernelStatus::NotTrue, Code::Value, "{}: the condition is false", def.kind.name);
    PS_CHECK(status != KernelStatus::BackendFailed, Code::Device, "{}: its kernel failed", def.kind.name);
    PS_ASSERT(status == KernelStatus::Ok, "the reference kernel of {} refused its arguments", def.kind.name);
    return {};
}

/// Kernels may walk over many lines of no elements.
bool isNothing(std::span<const TensorView> tensors) {
    return std::ranges::all_of(tensors, [](const TensorView& tensor) { return tensor.volume() == 0; });
}

}  // namespace

HostTensor HostTensor::make(DataType type, const Dims& dims) {
    HostTensor out;
    out.bytes.resize(storageBytes(type, dims, Format::linear()));
    out.view = {out.bytes.data(), type, dims, Format::linear()};
    return out;
}

namespace {

HostTensor likewise(const TensorView& view, DataType type) { return HostTensor::make(type, view.dims); }

/// What the kind reads of an input: Half widened, operands of products rounded; the input itself where that changes nothing.
class ComputedInput {
public:
    ComputedInput(const TensorView& input, bool widens, bool roundsToTf32) : m_view(input) {
        if (!input.data || (!(widens && input.type == DataType::Half) && !roundsToTf32)) return;
        m_copy = likewise(input, DataType::Float);
        m_view = m_copy.view;
        for (std::int64_t i = 0; i < input.volume(); ++i)
            m_view.as<float>()[i] =
                input.type == DataType::Half ? floatFromHalf(input.as<std::uint16_t>()[i]) : tf32FromFloat(input.as<float>()[i]);
    }
    const TensorView& view() const { return m_view; }

private:
    HostTensor m_copy;
    TensorView m_view;
};

Status evaluateNative(const LayerView& anchor, const PointwiseProgram& epilogue, std::span<const TensorView> inputs,
                      std::span<const TensorView> outputs) {
    const LayerDef& def = anchor.def();
    PS_CHECK(def.reference, Code::UnsupportedFeature, "{} has no reference kernel", def.kind.name);
    if (epilogue.empty()) return statusOf(def.reference(anchor, inputs, outputs), def);
    const auto anchors = inputs.first(static_cast<std::size_t>(anchor.inputCount()));
    PS_ASSIGN(const std::vector<TensorType> types, inferOutputs(anchor));
    const HostTensor value = HostTensor::make(types[0].type, types[0].dims);
    PS_TRY(statusOf(def.reference(anchor, anchors, std::span(&value.view, 1)), def));
    std::vector<TensorView> operands{value.view};
    operands.insert(operands.end(), inputs.begin() + anchor.inputCount(), inputs.end());
    return statusOf(kernels::reference::pointwise(epilogue, operands, outputs[0]), def);
}

}  // namespace

Status evaluateFused(const LayerView& anchor, const PointwiseProgram& epilogue, Numerics numerics, std::span<const TensorView> inputs,
                     std::span<const TensorView> outputs) {
    if (isNothing(outputs)) return {};
    if (numerics == Numerics::Native) return evaluateNative(anchor, epilogue, inputs, outputs);
    std::deque<ComputedInput> computed;
    std::vector<TensorView> read, written;
    for (std::size_t i = 0; i < inputs.size(); ++i) {
        const bool isRounded = numerics == Numerics::Tf32 && inputs[i].type == DataType::Float &&
                               static_cast<int>(i) < anchor.inputCount() && isProductOperand(anchor.def(), static_cast<int>(i));
        read.push_back(computed.emplace_back(inputs[i], readsHalfAsFloat(numerics), isRounded).view());
    }
    const bool roundsResults = numerics == Numerics::Half;
    std::deque<HostTensor> results;
    for (const TensorView& out : outputs)
        written.push_back(roundsResults && out.type == DataType::Half ? results.emplace_back(likewise(out, DataType::Float)).view : out);
    const std::vector<TensorInfo> infos = asComputed(anchor.inputs(), numerics);
    PS_TRY(evaluateNative(LayerView(anchor.def(), anchor.erasedAttrs(), infos), epilogue, read, written));
    for (std::size_t k = 0; k < outputs.size(); ++k)
        if (written[k].type != outputs[k].type)
            std::transform(written[k].as<float>(), written[k].as<float>() + written[k].volume(), outputs[k].as<std::uint16_t>(),
                           halfFromFloat);
    return {};
}

Status evaluateLayer(const Network& network, const Layer& layer, std::span<const TensorView> inputs,
                     std::span<const TensorView> outputs) {
    const std::vector<TensorInfo> infos = network.anchorInputs(layer);
    return within("layer '" + layer.name + "'",
                  evaluateFused(LayerView(*layer.def, layer.attrs, infos), layer.epilogue, layer.numerics, inputs, outputs));
}

namespace {

/// The extents that the caller's values give to the open extents of the inputs.
class Binding {
public:
    Status add(const Tensor& input, const Dims& given) {
        for (int i = 0; i < given.rank; ++i) {
            if (extent::isNumber(input.dims[i])) continue;
            const auto [at, isNew] = m_extents.emplace(input.dims[i], given[i]);
            PS_CHECK(isNew || at->second == given[i], Code::Shape, "axis {} of input '{}' is {}, but the same extent is {} elsewhere", i,
                     input.name, given[i], at->second);
        }
        return {};
    }

private:
    std::map<std::int64_t, std::int64_t> m_extents;
};

bool isShapeInput(const LayerDef& def, std::size_t i) { return i < 32 && (def.shapeInputs >> i & 1U) != 0; }

/// Shapes are inferred again from the values.
class LayerRun {
public:
    LayerRun(const Network& network, const Layer& layer, std::span<const ConstantPtr> values) : m_layer(layer) {
        for (std::size_t i = 0; i < layer.inputs.size(); ++i) {
            const bool isKnown = network.tensor(layer.inputs[i]).constant || isShapeInput(*layer.def, i);
            m_infos.push_back({values[i]->type(), values[i]->dims(), isKnown ? values[i].get() : nullptr});
            m_inputs.push_back(values[i]->view());
        }
    }

    Result<std::vector<ConstantPtr>> run() {
        PS_ASSIGN(const std::vector<TensorType> types, outputTypes());
        std::vector<TensorView> outputs;
        for (const TensorType& type : types) {
            m_buffers.push_back(HostTensor::make(type.type, type.dims));
            outputs.push_back(m_buffers.back().view);
        }
        PS_TRY(evaluateFused(anchor(), m_layer.epilogue, m_layer.numerics, m_inputs, outputs));
        if (m_layer.def->bound) PS_TRY(shrink(outputs));
        std::vector<ConstantPtr> out;
        for (HostTensor& buffer : m_buffers) out.push_back(Constant::own(buffer.view.type, buffer.view.dims, std::move(buffer.bytes)));
        return out;
    }

private:
    std::span<const TensorInfo> anchorInfos() const {
        return std::span(m_infos).first(static_cast<std::size_t>(m_layer.anchorInputCount()));
    }
    LayerView anchor() const { return {*m_layer.def, m_layer.attrs, anchorInfos()}; }

    Result<std::vector<TensorType>> outputTypes() const {
        const auto extras = std::span(m_infos).subspan(anchorInfos().size());
        PS_ASSIGN(std::vector<TensorType> types, inferFused(*m_layer.def, m_layer.attrs, anchorInfos(), m_layer.epilogue, extras, m_layer.numerics));
        return m_layer.def->bound ? m_layer.def->bound(anchor()) : types;
    }

    Status shrink(std::span<const TensorView> outputs) {
        PS_ASSIGN(const std::vector<Dims> dims, writtenExtents(*m_layer.def, outputs));
        for (std::size_t i = 0; i < dims.size(); ++i) {
            m_buffers[i].view.dims = dims[i];
            m_buffers[i].bytes.resize(m_buffers[i].view.bytes());
        }
        return {};
    }

    const Layer& m_layer;
    std::vector<TensorInfo> m_infos;
    std::vector<TensorView> m_inputs;
    std::vector<HostTensor> m_buffers;
};

}  // namespace

Result<std::vector<Dims>> writtenExtents(const LayerDef& def, std::span<const TensorView> outputs) {
    const auto* written = outputs.back().as<std::int32_t>();
    std::vector<Dims> out;
    for (const TensorView& view : outputs.first(outputs.size() - 1)) {
        Dims dims = view.dims;
        for (std::int64_t& extent : dims) extent = *written++;
        PS_ASSERT(dims.isStatic() && dims.volume() <= view.volume(), "{} wrote {} into a buffer for {}", def.kind.name, toString(dims),
                  toString(view.dims));
        out.push_back(dims);
    }
    return out;
}

Result<std::vector<ConstantPtr>> evaluateLayer(const Network& network, const Layer& layer, std::span<const ConstantPtr> inputs) {
    if (!layer.def->evaluate) return within("layer '" + layer.name + "'", LayerRun(network, layer, inputs).run());
    std::vector<TensorInfo> infos;
    for (const ConstantPtr& value : inputs) infos.push_back({value->type(), value->dims()});
    return within("layer '" + layer.name + "'", layer.def->evaluate(LayerView(*layer.def, layer.attrs, infos), inputs));
}

Result<std::vector<ConstantPtr>> evaluateNetwork(const Network& network, std::span<const ConstantPtr> inputs) {
    PS_CHECK(inputs.size() == network.inputs().size(), Code::Arity, "the network has {} inputs, {} values are given",
             network.inputs().size(), inputs.size());
    std::vector<ConstantPtr> values(network.tensorCount());
    for (std::size_t i = 0; i < values.size(); ++i) values[i] = network.tensor(TensorId(i)).constant;
    Binding binding;
    for (std::size_t i = 0; i < inputs.size(); ++i) {
        const Tensor& t = network.tensor(network.inputs()[i]);
        PS_CHECK(inputs[i]->type() == t.type && extent::mayEqual(inputs[i]->dims(), t.dims), Code::Shape,
                 "input '{}' is {}[{}], got {}[{}]", t.name, toString(t.type), toString(t.dims), toString(inputs[i]->type()),
                 toString(inputs[i]->dims()));
        PS_TRY(binding.add(t, inputs[i]->dims()));
        values[network.inputs()[i].index()] = inputs[i];
    }
    for (const LayerId id : network.topologicalOrder()) {
        const Layer& layer = network.layer(id);
        std::vector<ConstantPtr> operands;
        for (const TensorId input : layer.inputs) operands.push_back(values[input.index()]);
        PS_ASSIGN(const std::vector<ConstantPtr> results, evaluateLayer(network, layer, operands));
        for (std::size_t i = 0; i < results.size(); ++i) values[layer.outputs[i].index()] = results[i];
    }
    std::vector<ConstantPtr> outputs;
    for (const NetworkOutput& output : network.outputs()) outputs.push_back(values[output.tensor.index()]);
    return outputs;
}

}  // namespace planscope
