// SPDX-License-Identifier: Apache-2.0
#include "engine/safe_plan/draft_network.h"

#include "engine/base/check.h"
#include "engine/layers/pointwise_form.h"
#include "engine/network/names.h"
#include "engine/safe_plan/lowering.h"

#include <algorithm>

namespace planscope::safe_plan {
namespace {

class Drafter {
public:
    explicit Drafter(const Network& network) : m_network(network), m_numbers(network.tensorCount(), safety::kNothing) {}

    Result<NetworkDraft> run() {
        for (const TensorId input : m_network.inputs()) m_out.inputs.push_back(addInput(input));
        markOutputs();
        for (const LayerId id : m_network.topologicalOrder())
            if (const Status lowered = lowerLayer(m_network.layer(id)); !lowered)
                m_refusals.push_back(fmt::format("layer '{}' ({}): {}", m_network.layer(id).name, m_network.layer(id).def->kind.name, lowered.error().message));
        PS_CHECK(m_refusals.empty(), Code::NoTactic, "{} layer{} cannot be part of a safe plan:\n  {}", m_refusals.size(), m_refusals.size() == 1 ? "" : "s",
                 fmt::join(m_refusals, "\n  "));
        PS_TRY(copyOutputs());
        return std::move(m_out);
    }

private:
    Draft& draft() { return m_out.draft; }

    std::uint32_t addInput(TensorId id) {
        const Tensor& t = m_network.tensor(id);
        return m_numbers[id.index()] = draft().add({t.name, t.type, t.dims, safety::TensorPlace::Input});
    }

    /// The first binding of a tensor that a layer makes is where the layer writes.
    void markOutputs() {
        for (const NetworkOutput& output : m_network.outputs()) {
            const Tensor& t = m_network.tensor(output.tensor);
            const std::uint32_t number = draft().add({output.name, t.type, t.dims, safety::TensorPlace::Output});
            m_out.outputs.push_back(number);
            std::uint32_t& known = m_numbers[output.tensor.index()];
            const bool isWritten = known == safety::kNothing && m_network.producer(output.tensor).valid();
            if (isWritten) known = number;
            else m_copies.push_back({output.tensor, number});
        }
    }

    std::uint32_t numberOf(TensorId id) {
        std::uint32_t& number = m_numbers[id.index()];
        const Tensor& t = m_network.tensor(id);
        if (number == safety::kNothing) number = t.constant ? draft().addConstant(t.constant) : draft().add({t.name, t.type, t.dims});
        return number;
    }

    Status copyOutputs() {
        for (const auto& [tensor, number] : m_copies)
            PS_TRY(addProgram(draft(), "copy to " + draft().tensors[number].name, {}, {numberOf(tensor)}, number));
        return {};
    }

    Status lowerLayer(const Layer& layer) {
        PS_CHECK(layer.numerics != Numerics::Tf32, Code::NoTactic, "TF32 is not part of the safety scope of this target");
        for (const TensorId id : layer.outputs)
            PS_CHECK(m_network.tensor(id).dims.isStatic(), Code::NoTactic, "its output has open extents, safe plans have fixed shapes");
        if (std::ranges::all_of(layer.outputs, [&](TensorId id) { return m_network.tensor(id).constant && !m_network.isOutput(id); })) return {};
        PS_CHECK(layer.outputs.size() == 1, Code::NoTactic, "it has {} outputs", layer.outputs.size());
        const std::vector<TensorInfo> infos = asComputed(m_network.anchorInputs(layer), layer.numerics);
        const LayerView view(*layer.def, layer.attrs, infos);
        PS_ASSIGN(const std::vector<TensorType> types, inferOutputs(view));
        Task task{view, layer.name, {}, numberOf(layer.outputs[0]), types[0]};
        const auto anchors = static_cast<std::size_t>(layer.anchorInputCount());
        for (std::size_t i = 0; i < layer.inputs.size(); ++i) (i < anchors ? task.inputs : task.epilogueInputs).push_back(numberOf(layer.inputs[i]));
        return layer.epilogue.empty() ? lowerAnchor(task) : lowerFused(task, layer.epilogue);
    }

    Status lowerAnchor(const Task& task) {
        if (const auto program = layers::pointwiseForm(task.view)) return addProgram(draft(), task.name, *program, task.inputs, task.output);
        const Lowering* lowering = findLowering(task.view.def().kind);
        PS_CHECK(lowering, Code::NoTactic, "no safe kernel computes layers of this kind");
        return lowering->lower(draft(), task);
    }

    /// With the epilogue in the anchor's kernel where that takes it, else as two steps.
    Status lowerFused(Task task, const PointwiseProgram& epilogue) {
        const Lowering* lowering = findLowering(task.view.def().kind);
        if (lowering && lowering->takesEpilogue) {
            task.epilogue = &epilogue;
            const Draft before = draft();
            if (lowering->lower(draft(), task)) return {};
            draft() = before;
            task.epilogue = nullptr;
        }
        const std::uint32_t end = task.output;
        task.output = draft().addIntermediate(task.name + " (result)", task.result.type, task.result.dims);
        PS_TRY(lowerAnchor(task));
        std::vector<std::uint32_t> operands{task.output};
        operands.insert(operands.end(), task.epilogueInputs.begin(), task.epilogueInputs.end());
        return addProgram(draft(), task.name + " (epilogue)", epilogue, std::move(operands), end);
    }

    struct Copy {
        TensorId tensor;
        std::uint32_t output;
    };

    const Network& m_network;
    std::vector<std::uint32_t> m_numbers;  ///< of the network's tensors
    std::vector<Copy> m_copies;
    std::vector<std::string> m_refusals;
    NetworkDraft m_out;
};

}  // namespace

Result<NetworkDraft> draftNetwork(const Network& network) { return Drafter(network).run(); }

}  // namespace planscope::safe_plan
