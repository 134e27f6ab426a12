// SPDX-License-Identifier: Apache-2.0
#include "engine/inspect/format.h"
#include "engine/inspect/node_properties.h"
#include "engine/inspect/snapshots.h"
#include "engine/inspect/step_facts.h"
#include "engine/network/pointwise_text.h"

#include <fmt/format.h>

namespace planscope::inspect {
namespace {

constexpr std::string_view kPlacements[] = {"input buffer", "output buffer", "arena", "plan"};

GraphValue valueOf(const EngineTensor& tensor) {
    GraphValue value{.name = tensor.name,
                     .type = std::string(planscope::toString(tensor.type)),
                     .shape = planscope::toString(tensor.dims),
                     .format = planscope::toString(tensor.format)};
    value.bytes = tensor.dims.isStatic() ? tensor.bytes() : 0;
    value.isConstant = tensor.placement == Placement::Constant;
    return value;
}

class EngineGraph {
public:
    EngineGraph(const Engine& engine, const ProfileSnapshot* profile) : m_engine(engine), m_profile(profile) {}

    GraphSnapshotPtr run() {
        m_out->title = "Optimised";
        for (const EngineTensor& tensor : m_engine.tensors) m_out->values.push_back(valueOf(tensor));
        for (const EngineBinding& input : m_engine.inputs) addInput(input);
        for (std::size_t i = 0; i < m_engine.steps.size(); ++i) addStep(i);
        for (const EngineBinding& output : m_engine.outputs) addOutput(output);
        return m_out;
    }

private:
    GraphValue& value(std::uint32_t tensor) { return m_out->values[tensor]; }

    std::int32_t addNode(GraphNode node) {
        m_out->nodes.push_back(std::move(node));
        return static_cast<std::int32_t>(m_out->nodes.size() - 1);
    }

    void addInput(const EngineBinding& binding) {
        GraphNode node{.name = binding.name, .op = "Input", .category = Category::Input, .dataType = value(binding.tensor).type};
        node.outputs.push_back(static_cast<std::int32_t>(binding.tensor));
        addTensor(node.properties, "Outputs", value(binding.tensor), nullptr);
        value(binding.tensor).producer = addNode(std::move(node));
    }

    void addOutput(const EngineBinding& binding) {
        GraphNode node{.name = binding.name, .op = "Output", .category = Category::Output, .dataType = value(binding.tensor).type};
        node.inputs.push_back(static_cast<std::int32_t>(binding.tensor));
        addTensor(node.properties, "Inputs", value(binding.tensor), nullptr);
        addConsumer(value(binding.tensor), addNode(std::move(node)));
    }

    void addStep(std::size_t index) {
        const EngineStep& step = m_engine.steps[index];
        GraphNode node{.name = step.name,
                       .op = std::string(step.def->kind.name),
                       .category = categoryOf(*step.def),
                       .origins = step.origins,
                       .swallowed = swallowedOperators(m_engine, step),
                       .tactic = choiceOf(step).tactic};
        node.step = static_cast<std::int32_t>(index);
        const auto self = static_cast<std::int32_t>(m_out->nodes.size());
        for (const std::uint32_t t : step.inputs) {
            node.inputs.push_back(static_cast<std::int32_t>(t));
            addConsumer(value(t), self);
        }
        for (const std::uint32_t t : step.outputs) {
            node.outputs.push_back(static_cast<std::int32_t>(t));
            value(t).producer = self;
        }
        if (!step.outputs.empty()) node.dataType = value(step.outputs.front()).type;
        addMeasurement(node, index);
        describe(node, step);
        addNode(std::move(node));
    }

    void addMeasurement(GraphNode& node, std::size_t index) {
        if (!m_profile || index >= m_profile->layers.size()) return;
        node.timeNs = m_profile->layers[index].medianNs;
        node.timeShare = m_profile->layers[index].share;
    }

    void describe(GraphNode& node, const EngineStep& step) {
        const auto add = [&](const char* group, const char* name, std::string text) {
            if (!text.empty()) node.properties.push_back({group, name, std::move(text)});
        };
        add("Execution", "Step", std::to_string(node.step));
        if (node.timeNs >= 0) add("Execution", "Median time", formatDuration(node.timeNs));
        if (node.timeShare >= 0) add("Execution", "Share of all layers", formatPercent(node.timeShare));
        const TacticChoice choice = choiceOf(step);
        add("Execution", "Tactic", choice.tactic);
        add("Execution", "Algorithm", choice.variant.algorithm);
        add("Execution", "Formats", formatsText(choice.variant.formats, constantInputs(m_engine, step)));
        if (step.variant.workspaceBytes > 0) add("Execution", "Workspace", formatBytes(step.variant.workspaceBytes));
        std::vector<std::string> bodies;
        for (const auto& body : step.bodies) {
            bodies.push_back(fmt::format("{{{} steps}}", body->steps.size()));
            auto inner = std::make_shared<GraphSnapshot>(*makeEngineGraph(*body, nullptr));
            inner->title = body->name;
            node.bodies.push_back(std::move(inner));
        }
        addAttributes(node.properties, "Attributes", *step.def, step.attrs, bodies);
        if (!step.epilogue.empty()) add("Attributes", "epilogue", planscope::toString(step.epilogue));
        for (const std::uint32_t t : step.inputs)
            addTensor(node.properties, "Inputs", value(t), value(t).isConstant ? m_engine.tensors[t].constant.get() : nullptr);
        for (const std::uint32_t t : step.outputs) {
            addTensor(node.properties, "Outputs", value(t), nullptr);
            add("Memory", value(t).name.c_str(), place(m_engine.tensors[t]));
        }
        addOrigins(node.properties, step.origins, m_engine.origins);
    }

    static std::string place(const EngineTensor& tensor) {
        std::string out(kPlacements[static_cast<std::size_t>(tensor.placement)]);
        if (tensor.placement == Placement::Arena) out += " at offset " + std::to_string(tensor.offset);
        return out;
    }

    const Engine& m_engine;
    const ProfileSnapshot* m_profile;
    std::shared_ptr<GraphSnapshot> m_out = std::make_shared<GraphSnapshot>();
};

}  // namespace

GraphSnapshotPtr makeEngineGraph(const Engine& engine, const ProfileSnapshot* profile) {
    return EngineGraph(engine, profile).run();
}

}  // namespace planscope::inspect
