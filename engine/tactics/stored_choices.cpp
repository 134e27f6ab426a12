// SPDX-License-Identifier: Apache-2.0
#include "engine/tactics/stored_choices.h"

#include "engine/base/check.h"
#include "engine/devices/adapted_tactic.h"
#include "engine/tactics/engine_assembly.h"
#include "engine/tactics/timing_cache.h"

#include <algorithm>
#include <deque>

namespace planscope {
namespace {

class ChoiceApplier {
public:
    explicit ChoiceApplier(const Device& device) : m_device(device), m_finder(device, m_options, m_cache, {}) {}

    Result<Engine> run(const SelectionGraph& graph, std::span<const TacticChoice> choices) {
        std::vector<Decision> decisions;
        for (std::size_t i = 0; i < graph.nodes.size(); ++i) {
            const Problem problem = problemOf(graph, graph.nodes[i], threads());
            PS_ASSIGN(decisions.emplace_back(), within("layer '" + graph.nodes[i].name + "'", decide(problem, choices[i])));
        }
        const auto reformats = [&](std::uint32_t tensor, Format from, Format to) {
            return m_finder.find(reformatProblem(graph.tensors[tensor], threads()), FormatSignature{{from}, {to}});
        };
        const std::vector<Format> borders(graph.tensors.size(), Format::linear());
        PS_ASSIGN(Selection selection, assembleEngine(graph, decisions, borders, reformats));
        describeEngine(selection.engine, m_device, m_options.optimizationLevel);
        return std::move(selection.engine);
    }

private:
    int threads() const { return std::max(1, m_device.info().threads); }

    Result<Decision> decide(const Problem& problem, const TacticChoice& choice) {
        if (const Candidates* stored = storedWay(problem, choice)) return Decision{stored, 0, {}};
        PS_ASSIGN(const Candidates* const found, m_finder.find(problem));
        return Decision{found, 0, {}};
    }

    /// The stored tactic at these extents: the variant of the same algorithm and formats, or of the same formats alone.
    const Candidates* storedWay(const Problem& problem, const TacticChoice& choice) {
        const TacticDef* const tactic = choice.tactic.empty() ? nullptr : findTactic(m_device, problem.kind(), choice.tactic);
        const AdaptedProblem adapted(problem);
        if (!tactic || !adapted.accepts(*tactic, m_device.info()).accepted()) return nullptr;
        const std::vector<TacticVariant> variants = adapted.variants(*tactic, m_device.info());
        const auto inFormats = [&](const TacticVariant& v) { return v.formats == choice.variant.formats; };
        const auto isSame = [&](const TacticVariant& v) { return inFormats(v) && v.algorithm == choice.variant.algorithm; };
        auto found = std::ranges::find_if(variants, isSame);
        if (found == variants.end()) found = std::ranges::find_if(variants, inFormats);
        if (found == variants.end()) return nullptr;
        Candidates& made = m_stored.emplace_back();
        made.records.push_back({.tactic = std::string(tactic->name),
                                .algorithm = found->algorithm,
                                .formats = found->formats,
                                .verdict = accept(),
                                .workspaceBytes = found->workspaceBytes});
        made.ways.push_back({0, tactic, *found, 0});
        return &made;
    }

    const Device& m_device;
    const SelectionOptions m_options{.optimizationLevel = 0};
    TimingCache m_cache;
    CandidateFinder m_finder;
    std::deque<Candidates> m_stored;
};

}  // namespace

Result<Engine> applyChoices(const SelectionGraph& graph, std::span<const TacticChoice> choices, const Device& device) {
    return ChoiceApplier(device).run(graph, choices);
}

}  // namespace planscope
