// SPDX-License-Identifier: Apache-2.0
#include "engine/tactics/format_selection.h"

#include <algorithm>
#include <array>
#include <limits>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <tuple>

namespace planscope {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();
/// Stands in for the time of a conversion that must not be, so that choices with fewer of them count as better on the way. ns
constexpr double kForbidden = 1e15;

/// A port of a node: which node, and which entry of its inputs or outputs.
struct Port {
    int node = -1, entry = -1;
};

struct Wire {
    Port producer;  ///< node -1: a network input, Linear
    std::vector<Port> readers;
};

class Optimizer {
public:
    explicit Optimizer(const FormatProblem& problem) : m_problem(problem), m_wires(problem.borders.size()) {
        for (int n = 0; n < nodeCount(); ++n) {
            const auto& node = problem.nodes[static_cast<std::size_t>(n)];
            for (std::size_t i = 0; i < node.inputs.size(); ++i)
                wire(node.inputs[i]).readers.push_back({n, static_cast<int>(i)});
            for (std::size_t i = 0; i < node.outputs.size(); ++i) wire(node.outputs[i]).producer = {n, static_cast<int>(i)};
        }
        m_adjacent.resize(problem.nodes.size());
        for (int n = 0; n < nodeCount(); ++n) {
            auto& tensors = m_adjacent[static_cast<std::size_t>(n)];
            const auto& node = problem.nodes[static_cast<std::size_t>(n)];
            tensors.assign(node.inputs.begin(), node.inputs.end());
            tensors.insert(tensors.end(), node.outputs.begin(), node.outputs.end());
            std::ranges::sort(tensors);
            tensors.erase(std::ranges::unique(tensors).begin(), tensors.end());
        }
    }

    FormatChoice best() {
        FormatChoice best{{}, {}, kInfinity};
        for (std::vector<int>& start : starts()) {
            m_ways = std::move(start);
            const double cost = improve();
            if (best.ways.empty() || cost < best.cost) best = {m_ways, {}, cost};
        }
        m_ways = best.ways;
        for (std::size_t t = 0; t < m_wires.size(); ++t) best.borders.push_back(tensorChoice(static_cast<int>(t)).border);
        best.cost = orInfinity(best.cost);
        return best;
    }

    double total(const std::vector<int>& ways) {
        m_ways = ways;
        return orInfinity(total());
    }

private:
    int nodeCount() const { return static_cast<int>(m_problem.nodes.size()); }
    Wire& wire(int tensor) { return m_wires[static_cast<std::size_t>(tensor)]; }
    int& wayOf(int node) { return m_ways[static_cast<std::size_t>(node)]; }
    const FormatProblem::Node& node(int n) const { return m_problem.nodes[static_cast<std::size_t>(n)]; }
    const FormatProblem::Way& way(int n) { return node(n).ways[static_cast<std::size_t>(wayOf(n))]; }

    double conversion(int tensor, Format from, Format to) {
        const auto [at, isNew] = m_conversions.try_emplace({tensor, from, to}, 0.0);
        if (isNew) at->second = std::min(m_problem.conversion(tensor, from, to), kForbidden);
        return at->second;
    }
    static double orInfinity(double cost) { return cost < kForbidden ? cost : kInfinity; }

    /// Formats that readers want, once each.
    class Wanted {
    public:
        void add(Format format) {
            if (!has(format) && m_count < m_formats.size()) m_formats[m_count++] = format;
        }
        bool has(Format format) const { return std::find(begin(), end(), format) != end(); }
        const Format* begin() const { return m_formats.data(); }
        const Format* end() const { return m_formats.data() + m_count; }

    private:
        std::array<Format, 8> m_formats;
        std::size_t m_count = 0;
    };

    /// What one tensor's conversions cost under the current ways, with the best of its formats outside.
    struct TensorChoice {
        double cost = 0;
        Format border;
    };
    TensorChoice tensorChoice(int tensor) {
        const Wire& w = wire(tensor);
        Wanted wanted;
        for (const Port& reader : w.readers) wanted.add(way(reader.node).inputs[static_cast<std::size_t>(reader.entry)]);
        const std::vector<Format>& border = m_problem.borders[static_cast<std::size_t>(tensor)];
        if (w.producer.node < 0) return given(tensor, wanted, border);
        const Format made = way(w.producer.node).outputs[static_cast<std::size_t>(w.producer.entry)];
        const double inside = conversions(tensor, made, wanted);
        if (border.empty()) return {inside, {}};
        TensorChoice best{kInfinity, {}};
        for (const Format format : border) {
            const double outside = format == made || wanted.has(format) ? 0 : conversion(tensor, made, format);
            if (inside + outside < best.cost) best = {inside + outside, format};
        }
        return best;
    }
    TensorChoice given(int tensor, const Wanted& wanted, const std::vector<Format>& border) {
        if (border.empty()) return {conversions(tensor, Format::linear(), wanted), {}};
        TensorChoice best{kInfinity, {}};
        for (const Format format : border)
            if (const double cost = conversions(tensor, format, wanted); cost < best.cost) best = {cost, format};
        return best;
    }
    double conversions(int tensor, Format from, const Wanted& wanted) {
        double cost = 0;
        for (const Format format : wanted)
            if (format != from) cost += conversion(tensor, from, format);
        return cost;
    }
    double tensorCost(int tensor) { return tensorChoice(tensor).cost; }

    double total() {
        double cost = 0;
        for (int n = 0; n < nodeCount(); ++n) cost += way(n).cost;
        for (std::size_t t = 0; t < m_wires.size(); ++t) cost += tensorCost(static_cast<int>(t));
        return cost;
    }

    std::vector<std::vector<int>> starts() {
        std::set<Format> formats;
        for (const auto& n : m_problem.nodes)
            for (const auto& w : n.ways) {
                formats.insert(w.inputs.begin(), w.inputs.end());
                formats.insert(w.outputs.begin(), w.outputs.end());
            }
        std::vector<std::vector<int>> out{uniform(std::nullopt)};
        for (const Format format : formats) out.push_back(uniform(format));
        return out;
    }

    /// Per node the cheapest of the ways with the fewest borders in another format than `format`.
    std::vector<int> uniform(std::optional<Format> format) {
        std::vector<int> out;
        for (const auto& n : m_problem.nodes) {
            const auto rank = [&](const FormatProblem::Way& w) {
                const auto differs = [&](Format f) { return format && f != *format; };
                return std::pair(std::ranges::count_if(w.inputs, differs) + std::ranges::count_if(w.outputs, differs), w.cost);
            };
            const auto at = std::ranges::min_element(n.ways, {}, rank);
            out.push_back(static_cast<int>(at - n.ways.begin()));
        }
        return out;
    }

    /// Chains that cover all nodes: from each node not yet covered on to a reader of one of its outputs.
    const std::vector<std::vector<int>>& chains() {
        if (!m_chains.empty()) return m_chains;
        std::vector<char> covered(m_problem.nodes.size(), 0);
        for (int start = 0; start < nodeCount(); ++start) {
            if (covered[static_cast<std::size_t>(start)]) continue;
            auto& chain = m_chains.emplace_back();
            for (int at = start; at >= 0; at = nextUncovered(at, covered)) {
                chain.push_back(at);
                covered[static_cast<std::size_t>(at)] = 1;
            }
        }
        return m_chains;
    }
    int nextUncovered(int from, const std::vector<char>& covered) {
        for (const int tensor : node(from).outputs)
            for (const Port& reader : wire(tensor).readers)
                if (!covered[static_cast<std::size_t>(reader.node)]) return reader.node;
        return -1;
    }

    double improve() {
        constexpr int kMaxRounds = 20;
        double cost = total();
        for (int round = 0; round < kMaxRounds; ++round) {
            const double before = cost;
            for (const std::vector<int>& chain : chains()) cost = improveChain(chain, cost);
            if (!(cost < before)) break;
        }
        return cost;
    }

    /// Solves one chain exactly, as far as its tensors join neighbours in the chain; keeps the result if the whole is better.
    double improveChain(const std::vector<int>& chain, double before) {
        const std::vector<int> old = m_ways;
        solveChain(chain);
        bool changed = false;
        for (const int n : chain) changed = changed || wayOf(n) != old[static_cast<std::size_t>(n)];
        if (!changed) return before;
        const double after = total();
        if (after < before) return after;
        m_ways = old;
        return before;
    }

    /// Tensors to charge to a node of a chain alone, and to the pair that it forms with the next one.
    struct Charges {
        std::vector<int> own, withNext;
    };
    std::vector<Charges> chargesOf(const std::vector<int>& chain) {
        std::vector<Charges> out(chain.size());
        for (std::size_t i = 0; i < chain.size(); ++i) {
            const auto& mine = adjacent(chain[i]);
            for (const int tensor : mine) {
                const bool before = i > 0 && std::ranges::binary_search(adjacent(chain[i - 1]), tensor);
                const bool after = i + 1 < chain.size() && std::ranges::binary_search(adjacent(chain[i + 1]), tensor);
                if (after) out[i].withNext.push_back(tensor);
                else if (!before) out[i].own.push_back(tensor);
            }
        }
        return out;
    }
    const std::vector<int>& adjacent(int n) const { return m_adjacent[static_cast<std::size_t>(n)]; }

    double charge(std::span<const int> tensors) {
        double cost = 0;
        for (const int tensor : tensors) cost += tensorCost(tensor);
        return cost;
    }

    void solveChain(const std::vector<int>& chain) {
        const std::vector<Charges> charges = chargesOf(chain);
        std::vector<std::vector<double>> costs(chain.size());
        std::vector<std::vector<int>> from(chain.size());
        for (std::size_t i = 0; i < chain.size(); ++i) {
            const int n = chain[i], kept = wayOf(n);
            const int count = static_cast<int>(node(n).ways.size());
            costs[i].assign(static_cast<std::size_t>(count), kInfinity);
            from[i].assign(static_cast<std::size_t>(count), 0);
            for (int w = 0; w < count; ++w) {
                wayOf(n) = w;
                const double own = way(n).cost + charge(charges[i].own);
                const auto at = static_cast<std::size_t>(w);
                if (i == 0) costs[i][at] = own;
                else std::tie(costs[i][at], from[i][at]) = cheapestBefore(chain[i - 1], charges[i - 1].withNext, costs[i - 1], own);
            }
            wayOf(n) = kept;
        }
        int w = static_cast<int>(std::ranges::min_element(costs.back()) - costs.back().begin());
        for (std::size_t i = chain.size(); i-- > 0;) {
            wayOf(chain[i]) = w;
            w = from[i][static_cast<std::size_t>(w)];
        }
    }
    std::pair<double, int> cheapestBefore(int previous, std::span<const int> shared, const std::vector<double>& costs, double own) {
        const int kept = wayOf(previous);
        std::pair<double, int> best{kInfinity, 0};
        for (int w = 0; w < static_cast<int>(costs.size()); ++w) {
            wayOf(previous) = w;
            const double cost = costs[static_cast<std::size_t>(w)] + charge(shared) + own;
            if (cost < best.first) best = {cost, w};
        }
        wayOf(previous) = kept;
        return best;
    }

    const FormatProblem& m_problem;
    std::vector<Wire> m_wires;
    std::vector<std::vector<int>> m_adjacent;  ///< tensors of each node, sorted
    std::vector<std::vector<int>> m_chains;
    std::vector<int> m_ways;
    std::map<std::tuple<int, Format, Format>, double> m_conversions;
};

}  // namespace

FormatChoice chooseFormats(const FormatProblem& problem) {
    if (problem.nodes.empty()) return {};
    return Optimizer(problem).best();
}

double costOf(const FormatProblem& problem, const std::vector<int>& ways) {
    return Optimizer(problem).total(ways);
}

}  // namespace planscope
