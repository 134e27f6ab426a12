// SPDX-License-Identifier: Apache-2.0
#include "engine/dla/placement/partition.h"

#include <algorithm>
#include <fmt/format.h>
#include <set>

namespace planscope::dla {
namespace {

/// The sets while they grow; numbers of sets that were merged into others stay empty.
class Growth {
public:
    Growth(const std::vector<Node>& nodes, const scope::dla::Pools& pools) : m_nodes(nodes), m_pools(pools), m_partOf(nodes.size(), kGpu) {}

    /// Adds a node and merges it with the sets of its producers as far as that is possible.
    void add(std::size_t node, std::vector<Cut>& cuts) {
        m_partOf[node] = static_cast<int>(m_parts.size());
        m_parts.push_back(alone(node));
        m_newest = node;
        for (const std::size_t producer : m_nodes[node].producers) {
            const int other = m_partOf[producer];
            if (other == kGpu || other == m_partOf[node]) continue;
            if (Cut cut = whyApart(producer, node); !cut.reason.empty()) cuts.push_back(std::move(cut));
            else merge(m_partOf[node], other);  // the larger keeps its number
        }
    }

    const std::vector<Part>& parts() const { return m_parts; }

private:
    bool isIn(std::size_t node, int a, int b) const { return m_partOf[node] == a || m_partOf[node] == b; }

    Part alone(std::size_t node) const {
        const Node& of = m_nodes[node];
        Part out{.nodes = {node}, .batch = of.batch, .weightBytes = of.weightBytes, .flops = of.flops};
        for (const Product& product : of.products) out.workingBytes += product.bytes;
        for (const std::size_t p : of.producers)
            for (const Product& product : m_nodes[p].products)
                if (std::ranges::find(product.consumers, node) != product.consumers.end()) out.workingBytes += product.bytes;
        return out;
    }

    /// Bytes of the tensors that both parts together hold inside and neither does alone. Only what the smaller one makes or reads can be such.
    std::int64_t newlyInside(int a, int b) const {
        const int smaller = part(a).nodes.size() < part(b).nodes.size() ? a : b;
        std::set<std::pair<std::size_t, std::size_t>> asked;
        std::int64_t out = 0;
        const auto ask = [&](std::size_t maker) {
            for (std::size_t i = 0; i < m_nodes[maker].products.size(); ++i) {
                const Product& product = m_nodes[maker].products[i];
                if (product.isOutput || product.consumers.empty() || !asked.emplace(maker, i).second) continue;
                const bool isInside = std::ranges::all_of(product.consumers, [&](std::size_t n) { return isIn(n, a, b); });
                const bool wasInside = std::ranges::all_of(product.consumers, [&](std::size_t n) { return m_partOf[n] == m_partOf[maker]; });
                if (isInside && !wasInside) out += product.bytes;
            }
        };
        for (const std::size_t n : part(smaller).nodes) {
            ask(n);
            for (const std::size_t p : m_nodes[n].producers)
                if (isIn(p, a, b)) ask(p);
        }
        return out;
    }

    const Part& part(int index) const { return m_parts[static_cast<std::size_t>(index)]; }

    Cut whyApart(std::size_t producer, std::size_t node) const {
        const auto cut = [&](std::string_view rule, std::string reason) { return Cut{node, producer, rule, std::move(reason)}; };
        const int a = m_partOf[producer], b = m_partOf[node];
        if (part(a).batch != part(b).batch) return cut("DLA-GEN-08", fmt::format("its batch is {}, that of the part before is {}", part(b).batch, part(a).batch));
        if (returns(a, b)) return cut({}, "a path through another part leads from the part before back into it");
        const std::int64_t inside = part(a).internalBytes + part(b).internalBytes + newlyInside(a, b), weights = part(a).weightBytes + part(b).weightBytes;
        if (inside >= m_pools.localDram) return cut("DLA-GEN-10", fmt::format("{} bytes of intermediate data, the local DRAM pool has {}", inside, m_pools.localDram));
        if (weights >= m_pools.globalDram) return cut("DLA-GEN-11", fmt::format("{} bytes of weights, the global DRAM pool has {}", weights, m_pools.globalDram));
        return {};
    }

    /// Whether the parts would wait for each other if these two were one: a path leaves them and comes back.
    bool returns(int a, int b) const {
        std::vector<bool> isSeen(m_nodes.size(), false);
        std::vector<std::size_t> open;
        const auto isMember = [&](std::size_t n) { return m_partOf[n] == a || m_partOf[n] == b; };
        const auto visit = [&](std::size_t n) {
            if (n > m_newest || isSeen[n]) return;  // what comes later leads to nothing that has a part
            isSeen[n] = true;
            open.push_back(n);
        };
        const auto leave = [&](std::size_t n) {
            for (const Product& product : m_nodes[n].products)
                for (const std::size_t reader : product.consumers)
                    if (m_partOf[n] == kGpu || m_partOf[reader] != m_partOf[n]) visit(reader);
        };
        const auto leaveAll = [&](const Part& of) {
            for (const std::size_t n : of.nodes)
                for (const Product& product : m_nodes[n].products)
                    for (const std::size_t reader : product.consumers)
                        if (!isMember(reader)) visit(reader);
        };
        leaveAll(part(a));
        leaveAll(part(b));
        while (!open.empty()) {
            const std::size_t n = open.back();
            open.pop_back();
            if (isMember(n)) return true;
            if (m_partOf[n] == kGpu) {
                leave(n);
                continue;
            }
            for (const std::size_t sibling : part(m_partOf[n]).nodes) {
                isSeen[sibling] = true;
                leave(sibling);
            }
        }
        return false;
    }

    void merge(int a, int b) {
        const std::int64_t inside = newlyInside(a, b);
        const int into = part(a).nodes.size() < part(b).nodes.size() ? b : a, from = into == a ? b : a;
        Part &larger = m_parts[static_cast<std::size_t>(into)], &smaller = m_parts[static_cast<std::size_t>(from)];
        for (const std::size_t n : smaller.nodes) m_partOf[n] = into;
        larger.nodes.insert(larger.nodes.end(), smaller.nodes.begin(), smaller.nodes.end());
        larger.internalBytes += smaller.internalBytes + inside;
        larger.weightBytes += smaller.weightBytes;
        larger.flops += smaller.flops;
        larger.workingBytes = std::max(larger.workingBytes, smaller.workingBytes);
        smaller = {};
    }

    const std::vector<Node>& m_nodes;
    const scope::dla::Pools& m_pools;
    std::vector<int> m_partOf;
    std::vector<Part> m_parts;
    std::size_t m_newest = 0;
};

}  // namespace

Partition partitionOf(const std::vector<Node>& nodes, const std::vector<bool>& onDla, const scope::dla::Pools& pools, bool demotes) {
    Partition out;
    Growth growth(nodes, pools);
    for (std::size_t i = 0; i < nodes.size(); ++i)
        if (onDla[i]) growth.add(i, out.cuts);
    for (const Part& part : growth.parts()) {
        if (part.nodes.empty()) continue;
        out.parts.push_back(part);
        std::ranges::sort(out.parts.back().nodes);
    }
    while (demotes && out.parts.size() > kMostLoadables) {
        const auto smallest = std::ranges::min_element(out.parts, {}, &Part::flops);
        out.demoted.insert(out.demoted.end(), smallest->nodes.begin(), smallest->nodes.end());
        out.parts.erase(smallest);
    }
    std::ranges::sort(out.parts, {}, [](const Part& part) { return part.nodes.front(); });
    out.partOf.assign(nodes.size(), kGpu);
    for (std::size_t p = 0; p < out.parts.size(); ++p)
        for (const std::size_t n : out.parts[p].nodes) out.partOf[n] = static_cast<int>(p);
    std::erase_if(out.cuts, [&](const Cut& cut) { return out.partOf[cut.node] == out.partOf[cut.before]; });
    return out;
}

Transitions transitionsOf(const std::vector<Node>& nodes, const Partition& partition) {
    Transitions out;
    std::vector<int> switches(nodes.size(), 0);
    for (std::size_t n = 0; n < nodes.size(); ++n) {
        const int own = partition.partOf[n];
        for (const std::size_t p : nodes[n].producers) {
            const bool isSwitch = (partition.partOf[p] == kGpu) != (own == kGpu);
            switches[n] = std::max(switches[n], switches[p] + (isSwitch ? 1 : 0));
        }
        out.mostOnPath = std::max(out.mostOnPath, switches[n]);
        for (const Product& product : nodes[n].products) {
            std::set<int> others;
            for (const std::size_t reader : product.consumers)
                if (partition.partOf[reader] != own) others.insert(partition.partOf[reader]);
            out.count += static_cast<int>(others.size());
            out.bytes += product.bytes * static_cast<std::int64_t>(others.size());
        }
    }
    return out;
}

}  // namespace planscope::dla
