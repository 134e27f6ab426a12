// SPDX-License-Identifier: Apache-2.0
#include "engine/shapes/shown_engine.h"

#include "engine/base/check.h"
#include "engine/shapes/estimate.h"
#include "engine/shapes/segment_engine.h"

#include <algorithm>

namespace planscope::shapes {
namespace {

constexpr std::uint32_t kUnnumbered = UINT32_MAX;

bool isInserted(const EngineStep& step) { return step.def->kind.name == "reformat"; }

/// Puts the steps that were left out of a static engine back between its steps.
class Merger {
public:
    Merger(const Engine& open, const Binding& binding, std::size_t profile, Engine made)
        : m_open(open), m_binding(binding), m_profile(profile), m_out(std::move(made)), m_numbers(open.tensors.size(), kUnnumbered),
          m_bound(std::exchange(m_out.steps, {})) {}

    Engine merge(std::span<const std::uint32_t> bound, std::span<const std::uint32_t> inputs, std::span<const std::uint32_t> outputs) {
        for (std::size_t i = 0; i < inputs.size(); ++i) adopt(inputs[i], m_out.inputs[i].tensor);
        numberResults(bound);
        for (std::size_t i = 0; i < outputs.size(); ++i) m_numbers[outputs[i]] = m_out.outputs[i].tensor;
        for (std::uint32_t i = 0; i < m_open.steps.size(); ++i) {
            if (std::ranges::binary_search(bound, i)) takeBound();
            else if (!isKnown(m_open.steps[i])) addWaiting(m_open.steps[i]);
        }
        m_out.steps.insert(m_out.steps.end(), std::make_move_iterator(m_bound.begin() + static_cast<std::ptrdiff_t>(m_taken)),
                           std::make_move_iterator(m_bound.end()));
        bind(m_open.inputs, m_out.inputs, Placement::Input);
        bind(m_open.outputs, m_out.outputs, Placement::Output);
        m_out.profiles = m_open.profiles;
        return std::move(m_out);
    }

private:
    /// A tensor that the static engine takes from outside: whoever writes it is in this engine too.
    void adopt(std::uint32_t open, std::uint32_t made) {
        m_numbers[open] = made;
        m_out.tensors[made].placement = Placement::Arena;
    }

    void numberResults(std::span<const std::uint32_t> bound) {
        std::size_t at = 0;
        for (const std::uint32_t i : bound) {
            while (isInserted(m_bound[at])) ++at;
            const EngineStep& made = m_bound[at++];
            for (std::size_t k = 0; k < made.outputs.size(); ++k) m_numbers[m_open.steps[i].outputs[k]] = made.outputs[k];
        }
    }

    void takeBound() {
        while (isInserted(m_bound[m_taken])) m_out.steps.push_back(std::move(m_bound[m_taken++]));
        m_out.steps.push_back(std::move(m_bound[m_taken++]));
    }

    bool isKnown(const EngineStep& step) const {
        return !step.outputs.empty() && std::ranges::all_of(step.outputs, [&](std::uint32_t t) { return m_binding.tensors[t].value != nullptr; });
    }

    std::uint32_t number(std::uint32_t open) {
        std::uint32_t& at = m_numbers[open];
        if (at != kUnnumbered) return at;
        at = static_cast<std::uint32_t>(m_out.tensors.size());
        EngineTensor tensor = m_open.tensors[open];
        const BoundTensor& bound = m_binding.tensors[open];
        if (bound.dims.isStatic()) tensor.dims = bound.dims;
        if (bound.value) tensor.constant = bound.value, tensor.placement = Placement::Constant;
        m_out.tensors.push_back(std::move(tensor));
        return at;
    }

    void addWaiting(const EngineStep& step) {
        EngineStep copy = step;
        for (std::uint32_t& t : copy.inputs) t = number(t);
        for (std::uint32_t& t : copy.outputs) t = number(t);
        if (m_profile < step.choices.size()) {
            copy.tactic = step.choices[m_profile].tactic;
            copy.variant = step.choices[m_profile].variant;
            copy.variant.workspaceBytes = 0;  // it has no place before shapes are known
        }
        m_out.steps.push_back(std::move(copy));
    }

    void bind(const std::vector<EngineBinding>& from, std::vector<EngineBinding>& to, Placement placement) {
        to.clear();
        for (const EngineBinding& binding : from) {
            to.push_back({binding.name, number(binding.tensor)});
            EngineTensor& tensor = m_out.tensors[to.back().tensor];
            if (tensor.placement != Placement::Constant) tensor.placement = placement;
        }
    }

    const Engine& m_open;
    const Binding& m_binding;
    const std::size_t m_profile;
    Engine m_out;
    std::vector<std::uint32_t> m_numbers;  ///< per tensor of m_open: its number in m_out
    std::vector<EngineStep> m_bound;
    std::size_t m_taken = 0;
};

}  // namespace

Result<Engine> shownEngine(const Engine& engine, std::size_t profile, const Device& device) {
    PS_CHECK(profile < engine.profiles.size(), Code::Option, "there is no profile {}; the engine has {}", profile, engine.profiles.size());
    Binding binding = startBinding(engine, inputsAtOpt(engine, engine.profiles[profile]));
    Segment segment;
    PS_ASSIGN(segment.steps, bindEstimate(engine, binding));
    segment.last = static_cast<std::uint32_t>(engine.steps.size());
    PS_ASSIGN(SegmentEngine made, makeSegmentEngine(engine, usesOf(engine), segment, binding, profile, device));
    return Merger(engine, binding, profile, std::move(made.engine)).merge(segment.steps, made.inputs, made.outputs);
}

}  // namespace planscope::shapes
