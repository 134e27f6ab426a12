// SPDX-License-Identifier: Apache-2.0
#include "engine/tactics/selector.h"

#include "engine/base/check.h"
#include "engine/network/names.h"
#include "engine/tactics/choice_reason.h"
#include "engine/tactics/engine_assembly.h"
#include "engine/tactics/format_selection.h"

#include <chrono>
#include <limits>
#include <set>

namespace planscope {
namespace {

/// Copies and runs at this rate where a conversion is not timed, bytes per ns.
constexpr double kCopyBytesPerNs = 4;
/// So many conversions are looked at by timing; networks with more get estimates for the rest.
constexpr std::size_t kMaxTimedConversions = 1000;

class Selector {
public:
    Selector(SelectionGraph graph, const Device& device, const SelectionOptions& options, TimingCache& cache,
             const SelectionProgress& progress, std::stop_token stop)
        : m_device(device), m_options(options), m_progress(progress), m_finder(device, options, cache, std::move(stop)),
          m_graph(std::move(graph)) {}

    Result<Selection> run() {
        allowBorders(m_graph.inputs, m_options.inputFormats);
        allowBorders(m_graph.outputs, m_options.outputFormats);
        PS_TRY(findCandidates());
        const auto begin = std::chrono::steady_clock::now();
        PS_TRY(chooseWays());
        PS_ASSIGN(Selection selection, assembleEngine(m_graph, m_decisions, m_borders, [this](std::uint32_t tensor, Format from, Format to) {
                      return reformat(tensor, from, to);
                  }));
        const std::chrono::duration<double, std::nano> elapsed = std::chrono::steady_clock::now() - begin;
        selection.record.stages.push_back({"formats", elapsed.count()});
        selection.record.tacticsTimed = m_finder.tacticsTimed();
        selection.record.cacheHits = m_finder.cacheHits();
        describeEngine(selection.engine, m_device, m_options.optimizationLevel);
        return selection;
    }

private:
    int threads() const { return std::max(1, m_device.info().threads); }

    void allowBorders(const std::vector<EngineBinding>& bindings, const std::vector<BorderFormats>& rows) {
        for (const EngineBinding& binding : bindings) {
            const auto row = std::ranges::find(rows, binding.name, &BorderFormats::binding);
            m_graph.tensors[binding.tensor].border = row == rows.end() ? std::vector{Format::linear()} : row->allowed;
        }
    }

    Status findCandidates() {
        const int total = static_cast<int>(m_graph.nodes.size());
        for (int i = 0; i < total; ++i) {
            const SelectionGraph::Node& node = m_graph.nodes[static_cast<std::size_t>(i)];
            if (m_progress) m_progress(i, total, node.name);
            m_problems.push_back(problemOf(m_graph, node, threads()));
            PS_ASSIGN(const Candidates* const found, within("layer '" + node.name + "'", m_finder.find(m_problems.back(), std::nullopt, rulesOf(m_options.algorithms, node.name))));
            m_decisions.push_back({found, 0, {}});
        }
        if (m_progress) m_progress(total, total, {});
        return {};
    }

    /// Ways of a layer worth telling apart: the fastest of each signature, within the noise floor the earlier.
    std::vector<std::size_t> fastestPerSignature(const Candidates& candidates) const {
        std::vector<std::size_t> out;
        for (std::size_t i = 0; i < candidates.ways.size(); ++i) {
            const Way& way = candidates.ways[i];
            const auto same = std::ranges::find_if(
                out, [&](std::size_t k) { return candidates.ways[k].variant.formats == way.variant.formats; });
            if (same == out.end()) out.push_back(i);
            else if (isClearlyFaster(way.ns, candidates.ways[*same].ns)) *same = i;
        }
        return out;
    }

    FormatProblem formatProblem() {
        FormatProblem problem;
        for (const SelectionGraph::Tensor& tensor : m_graph.tensors) problem.borders.push_back(tensor.border);
        for (std::size_t n = 0; n < m_graph.nodes.size(); ++n) {
            const SelectionGraph::Node& source = m_graph.nodes[n];
            FormatProblem::Node node;
            for (const std::uint32_t id : source.inputs)
                if (!m_graph.tensors[id].constant) node.inputs.push_back(static_cast<int>(id));
            node.outputs.assign(source.outputs.begin(), source.outputs.end());
            m_waysOf.push_back(fastestPerSignature(*m_decisions[n].candidates));
            for (const std::size_t i : m_waysOf.back()) {
                const Way& way = m_decisions[n].candidates->ways[i];
                FormatProblem::Way option{way.ns, {}, way.variant.formats.outputs};
                for (std::size_t k = 0; k < source.inputs.size(); ++k)
                    if (!m_graph.tensors[source.inputs[k]].constant) option.inputs.push_back(way.variant.formats.inputs[k]);
                node.ways.push_back(std::move(option));
            }
            problem.nodes.push_back(std::move(node));
        }
        problem.conversion = [this](int tensor, Format from, Format to) { return conversionNs(tensor, from, to); };
        return problem;
    }

    Result<const Candidates*> reformat(std::uint32_t tensor, Format from, Format to) {
        return m_finder.find(reformatProblem(m_graph.tensors[tensor], threads()), FormatSignature{{from}, {to}});
    }

    double conversionNs(int tensor, Format from, Format to) {
        const SelectionGraph::Tensor& t = m_graph.tensors[static_cast<std::size_t>(tensor)];
        if (m_options.directIo && !t.border.empty()) return std::numeric_limits<double>::infinity();
        const double bytes = static_cast<double>(storageBytes(t.type, t.dims, from) + storageBytes(t.type, t.dims, to));
        if (m_conversions++ >= kMaxTimedConversions) return bytes / kCopyBytesPerNs;
        const auto found = reformat(static_cast<std::uint32_t>(tensor), from, to);
        if (!found) {
            if (found.error().code == Code::Cancelled) m_stopped = found.error();
            return std::numeric_limits<double>::infinity();
        }
        double best = std::numeric_limits<double>::infinity();
        for (const Way& way : (*found)->ways) best = std::min(best, way.ns);
        return best;
    }

    Status chooseWays() {
        const FormatProblem problem = formatProblem();
        const FormatChoice choice = chooseFormats(problem);
        if (m_stopped) return fail(*m_stopped);
        if (choice.cost == std::numeric_limits<double>::infinity()) return fail(noChoice(problem));
        m_borders = choice.borders;
        for (std::size_t n = 0; n < m_decisions.size(); ++n) {
            m_decisions[n].way = m_waysOf[n][static_cast<std::size_t>(choice.ways[n])];
            const double saved = savedConversions(problem, choice, n);
            m_decisions[n].reason = choiceReason(*m_decisions[n].candidates, m_decisions[n].way, saved);
        }
        return {};
    }

    /// Why no choice of formats joins all layers.
    Error noChoice(const FormatProblem& problem) const {
        if (!m_options.directIo)
            return {Code::NoTactic, {}, "no choice of formats joins all layers: some conversion has no tactic", {}};
        const std::string hint = "Allow such a format for it, or build without direct I/O.";
        for (std::size_t n = 0; n < problem.nodes.size(); ++n) {
            const FormatProblem::Node& node = problem.nodes[n];
            if (std::string refusal = copiesAt(node, node.inputs, &FormatProblem::Way::inputs, "read"); !refusal.empty())
                return {Code::NoTactic, "layer '" + m_graph.nodes[n].name + "'", refusal, hint};
            if (std::string refusal = copiesAt(node, node.outputs, &FormatProblem::Way::outputs, "written"); !refusal.empty())
                return {Code::NoTactic, "layer '" + m_graph.nodes[n].name + "'", refusal, hint};
        }
        return {Code::NoTactic, {}, "direct I/O: the layers beside the inputs and outputs cannot all take the allowed formats at once", hint};
    }

    /// The sentence about a border tensor that no way of the layer takes in an allowed format; empty: there is none.
    std::string copiesAt(const FormatProblem::Node& node, const std::vector<int>& tensors, std::vector<Format> FormatProblem::Way::*formats,
                         std::string_view done) const {
        for (std::size_t i = 0; i < tensors.size(); ++i) {
            const SelectionGraph::Tensor& tensor = m_graph.tensors[static_cast<std::size_t>(tensors[i])];
            std::set<Format> taken;
            for (const FormatProblem::Way& way : node.ways) taken.insert((way.*formats)[i]);
            const bool isAllowed = std::ranges::any_of(tensor.border, [&](Format format) { return taken.contains(format); });
            if (tensor.border.empty() || isAllowed) continue;
            std::string words;
            for (const Format format : taken) words += (words.empty() ? "" : ", ") + toString(format);
            return fmt::format("direct I/O: '{}' would have to be copied, since here it is {} as {} only", tensor.name, done, words);
        }
        return {};
    }

    /// What the fastest way of node `n` alone would cost more in the whole; 0 where it is the chosen one.
    double savedConversions(const FormatProblem& problem, const FormatChoice& choice, std::size_t n) {
        const auto& ways = problem.nodes[n].ways;
        std::size_t fastest = 0;
        for (std::size_t i = 1; i < ways.size(); ++i)
            if (ways[i].cost < ways[fastest].cost) fastest = i;
        const auto chosen = static_cast<std::size_t>(choice.ways[n]);
        if (fastest == chosen) return 0;
        std::vector<int> other = choice.ways;
        other[n] = static_cast<int>(fastest);
        return costOf(problem, other) - choice.cost + ways[chosen].cost - ways[fastest].cost;
    }

    const Device& m_device;
    const SelectionOptions& m_options;
    const SelectionProgress& m_progress;
    CandidateFinder m_finder;
    SelectionGraph m_graph;
    std::vector<Problem> m_problems;
    std::vector<Decision> m_decisions;
    std::vector<Format> m_borders;  ///< per tensor: its format as an input or output
    std::vector<std::vector<std::size_t>> m_waysOf;
    std::size_t m_conversions = 0;
    std::optional<Error> m_stopped;
};

}  // namespace

void describeEngine(Engine& engine, const Device& device, int optimizationLevel) {
    engine.deviceId = device.info().id;
    engine.deviceFingerprint = device.info().fingerprint;
    engine.threads = std::max(1, device.info().threads);
    engine.optimizationLevel = optimizationLevel;
}

Result<Selection> selectTactics(SelectionGraph graph, const Device& device, const SelectionOptions& options, TimingCache& cache,
                                const SelectionProgress& progress, std::stop_token stop) {
    PS_CHECK(options.optimizationLevel >= 0 && options.optimizationLevel <= 5, Code::Option,
             "the optimisation level is {}, levels are 0 to 5", options.optimizationLevel);
    return Selector(std::move(graph), device, options, cache, progress, std::move(stop)).run();
}

Result<Selection> selectTactics(const Network& network, const Device& device, const SelectionOptions& options,
                                TimingCache& cache, const SelectionProgress& progress, std::stop_token stop) {
    PS_ASSIGN(Selection out, selectTactics(makeSelectionGraph(network), device, options, cache, progress, std::move(stop)));
    out.engine.name = network.name;
    out.engine.origins = network.origins();
    return out;
}

}  // namespace planscope
