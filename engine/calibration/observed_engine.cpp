// SPDX-License-Identifier: Apache-2.0
#include "engine/calibration/observed_engine.h"

#include "engine/base/check.h"
#include "engine/network/evaluate.h"
#include "engine/network/names.h"

namespace planscope::calibration {

std::vector<std::vector<TensorId>> groupsOf(const Network& network, std::span<const TensorId> tensors, std::uint64_t mostBytes) {
    std::vector<std::vector<TensorId>> out(1);
    std::uint64_t bytes = 0;
    for (const TensorId id : tensors) {
        const std::uint64_t size = storageBytes(DataType::Float, network.tensor(id).dims, Format::linear());
        if (!out.back().empty() && bytes + size > mostBytes) {
            out.emplace_back();
            bytes = 0;
        }
        out.back().push_back(id);
        bytes += size;
    }
    return out;
}

Result<ObservedEngine> ObservedEngine::create(const Network& network, std::span<const TensorId> tensors, const BuildOptions& options, std::stop_token stop) {
    Network marked = network;
    for (std::size_t i = 0; i < tensors.size(); ++i) marked.markOutput(fmt::format("observed {}", i), tensors[i]);
    ObservedEngine out;
    out.m_ownOutputs = network.outputs().size();
    PS_ASSIGN(BuildResult built, buildEngine(marked, options, {}, std::move(stop)));
    out.m_record = std::move(built.record);
    out.m_warnings = std::move(built.warnings);
    PS_ASSIGN(const std::shared_ptr<const Device> device, openDevice(options.device, options.threads));
    PS_ASSIGN(out.m_context, makeContext(std::move(built.engine), device));
    return out;
}

Status ObservedEngine::run(std::span<const ConstantPtr> inputs) {
    const Engine& engine = m_context->engine();
    PS_CHECK(inputs.size() == engine.inputs.size(), Code::Arity, "a batch has {} inputs, the network takes {}", inputs.size(), engine.inputs.size());
    for (std::size_t i = 0; i < inputs.size(); ++i) {
        const EngineTensor& tensor = engine.tensors[engine.inputs[i].tensor];
        PS_CHECK(inputs[i]->type() == tensor.type && inputs[i]->dims() == tensor.dims, Code::Shape, "input '{}' takes {} {}, the batch has {} {}", engine.inputs[i].name,
                 toString(tensor.type), toString(tensor.dims), toString(inputs[i]->type()), toString(inputs[i]->dims()));
        PS_TRY(m_context->setInput(static_cast<int>(i), inputs[i]->bytes()));
    }
    return m_context->run();
}

Result<std::span<const float>> ObservedEngine::observed(std::size_t index) {
    const int output = static_cast<int>(m_ownOutputs + index);
    m_values.resize(static_cast<std::size_t>(m_context->outputDims(output).volume()));
    PS_TRY(m_context->readOutput(output, std::as_writable_bytes(std::span(m_values))));
    return std::span<const float>(m_values);
}

Result<ConstantPtr> ObservedEngine::output(std::size_t index) const {
    const Engine& engine = m_context->engine();
    const EngineTensor& tensor = engine.tensors[engine.outputs[index].tensor];
    HostTensor value = HostTensor::make(tensor.type, m_context->outputDims(static_cast<int>(index)));
    PS_TRY(m_context->readOutput(static_cast<int>(index), value.bytes));
    return Constant::own(value.view.type, value.view.dims, std::move(value.bytes));
}

}  // namespace planscope::calibration
