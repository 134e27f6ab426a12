// SPDX-License-Identifier: Apache-2.0
#include "engine/runtime/standard/executed_engine.h"

#include <algorithm>

namespace planscope {
namespace {

constexpr std::uint32_t kUnnumbered = UINT32_MAX;

class Joiner {
public:
    Joiner(const Engine& open, const shapes::Binding& last) : m_open(open), m_last(last), m_numbers(open.tensors.size(), kUnnumbered) {
        m_out.name = open.name;
        m_out.version = open.version;
        m_out.deviceId = open.deviceId;
        m_out.deviceFingerprint = open.deviceFingerprint;
        m_out.threads = open.threads;
        m_out.optimizationLevel = open.optimizationLevel;
        m_out.origins = open.origins;
        m_out.modelHash = open.modelHash;
    }

    Engine join(std::span<const SegmentNode* const> path) {
        for (const EngineBinding& input : m_open.inputs) m_out.inputs.push_back({input.name, number(input.tensor)});
        for (const SegmentNode* node : path) {
            if (node->steps) addSegment(*node);
            if (node->segment.control) addControl(m_open.steps[*node->segment.control]);
        }
        for (const EngineBinding& output : m_open.outputs) m_out.outputs.push_back({output.name, number(output.tensor)});
        return std::move(m_out);
    }

private:
    /// The tensor of the joined engine that stands for one of the open engine which lives across segments.
    std::uint32_t number(std::uint32_t t) {
        if (m_numbers[t] != kUnnumbered) return m_numbers[t];
        EngineTensor tensor = m_open.tensors[t];
        tensor.dims = m_last.tensors[t].dims;
        tensor.constant = m_last.tensors[t].value;
        if (tensor.placement == Placement::Arena) tensor.placement = Placement::Output;  // a buffer of its own
        if (tensor.constant && tensor.placement != Placement::Input) tensor.placement = Placement::Constant;
        m_numbers[t] = static_cast<std::uint32_t>(m_out.tensors.size());
        m_out.tensors.push_back(std::move(tensor));
        return m_numbers[t];
    }

    void addSegment(const SegmentNode& node) {
        const Engine& segment = node.steps->engine();
        std::vector<std::uint32_t> numbers(segment.tensors.size(), kUnnumbered);
        for (std::size_t i = 0; i < node.inputs.size(); ++i) numbers[segment.inputs[i].tensor] = number(node.inputs[i]);
        for (std::size_t i = 0; i < node.outputs.size(); ++i) numbers[segment.outputs[i].tensor] = number(node.outputs[i]);
        for (std::size_t i = 0; i < numbers.size(); ++i) {
            if (numbers[i] != kUnnumbered) continue;
            numbers[i] = static_cast<std::uint32_t>(m_out.tensors.size());
            m_out.tensors.push_back(segment.tensors[i]);
        }
        for (EngineStep step : segment.steps) {
            for (std::uint32_t& t : step.inputs) t = numbers[t];
            for (std::uint32_t& t : step.outputs) t = numbers[t];
            m_out.steps.push_back(std::move(step));
        }
        m_out.arenaBytes = std::max(m_out.arenaBytes, segment.arenaBytes);
        m_out.arenaLowerBound = std::max(m_out.arenaLowerBound, segment.arenaLowerBound);
    }

    void addControl(EngineStep step) {
        for (std::uint32_t& t : step.inputs) t = number(t);
        for (std::uint32_t& t : step.outputs) t = number(t);
        step.variant.formats.inputs.assign(step.inputs.size(), Format::linear());
        step.variant.formats.outputs.assign(step.outputs.size(), Format::linear());
        m_out.steps.push_back(std::move(step));
    }

    const Engine& m_open;
    const shapes::Binding& m_last;
    std::vector<std::uint32_t> m_numbers;
    Engine m_out;
};

}  // namespace

Engine executedEngine(const Engine& open, std::span<const SegmentNode* const> path) {
    return Joiner(open, path.back()->binding).join(path);
}

}  // namespace planscope
