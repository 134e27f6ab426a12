// SPDX-License-Identifier: Apache-2.0
#include "engine/inspect/comparison.h"

#include "engine/inspect/format.h"
#include "engine/inspect/statistics.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <span>

namespace planscope::inspect {
namespace {

constexpr double kMedianEfficiency = 1.2533;  // standard error of a median over that of a mean, sqrt(pi / 2)
constexpr double kIqrOfNormal = 1.349;        // interquartile range over standard deviation
constexpr double kTwoSided95 = 1.96;

/// Sets of numbers that grow together.
class Groups {
public:
    explicit Groups(std::size_t count) : m_parent(count) { std::iota(m_parent.begin(), m_parent.end(), std::size_t{0}); }
    std::size_t of(std::size_t i) {
        while (m_parent[i] != i) i = m_parent[i] = m_parent[m_parent[i]];
        return i;
    }
    void join(std::size_t a, std::size_t b) {
        const std::size_t first = std::min(of(a), of(b)), second = std::max(of(a), of(b));
        m_parent[second] = first;
    }

private:
    std::vector<std::size_t> m_parent;
};

bool isReformat(const LayerRow& row) { return row.category == Category::Reformat; }

/// Layers of both builds, those before first.
class Aligner {
public:
    Aligner(const ComparedBuild& before, const ComparedBuild& after)
        : m_before(before), m_after(after), m_split(before.profile->layers.size()), m_groups(m_split + after.profile->layers.size()) {
        std::map<std::uint32_t, std::size_t> ofOrigin;
        std::map<std::string, std::size_t> ofName;
        for (std::size_t i = 0; i < count(); ++i) {
            const LayerRow& row = layer(i);
            if (isReformat(row) || row.origins.empty()) {
                m_groups.join(i, ofName.try_emplace(row.name, i).first->second);
                continue;
            }
            for (const std::uint32_t origin : row.origins) m_groups.join(i, ofOrigin.try_emplace(origin, i).first->second);
        }
    }

    std::vector<LayerDifference> differences() {
        std::map<std::size_t, LayerDifference> rows;
        for (std::size_t i = 0; i < count(); ++i) add(rows[m_groups.of(i)], i);
        std::vector<LayerDifference> out;
        for (auto& [group, row] : rows) {
            std::ranges::sort(row.origins);
            row.origins.erase(std::ranges::unique(row.origins).begin(), row.origins.end());
            out.push_back(std::move(row));
        }
        return out;
    }

private:
    std::size_t count() const { return m_split + m_after.profile->layers.size(); }
    const LayerRow& layer(std::size_t i) const { return i < m_split ? m_before.profile->layers[i] : m_after.profile->layers[i - m_split]; }

    static void append(std::string& list, const std::string& word) {
        if (!word.empty()) list += (list.empty() ? "" : ", ") + word;
    }

    void add(LayerDifference& row, std::size_t i) const {
        const bool isBefore = i < m_split;
        const ComparedBuild& build = isBefore ? m_before : m_after;
        const std::size_t index = isBefore ? i : i - m_split;
        const LayerRow& from = layer(i);
        std::vector<std::int32_t>& steps = isBefore ? row.before : row.after;
        double& ns = isBefore ? row.beforeNs : row.afterNs;
        const bool isFirst = steps.empty();
        if (row.before.empty() && row.after.empty()) row.beforeNs = row.afterNs = 0;
        if (!isBefore && isFirst) row.name.clear();  // the name after counts
        row.isReformat = isReformat(from);
        steps.push_back(from.step);
        row.origins.insert(row.origins.end(), from.origins.begin(), from.origins.end());
        ns = ns < 0 || from.medianNs < 0 ? -1 : ns + from.medianNs;
        append(row.name, from.name);
        append(isBefore ? row.beforeTactics : row.afterTactics, from.algorithm.empty() ? from.tactic : from.tactic + ' ' + from.algorithm);
        append(isBefore ? row.beforeFormats : row.afterFormats,
               from.inputFormats.empty() && from.outputFormats.empty() ? std::string() : from.inputFormats + " → " + from.outputFormats);
        if (index < build.precisions.size()) append(isBefore ? row.beforePrecisions : row.afterPrecisions, build.precisions[index]);
    }

    const ComparedBuild& m_before;
    const ComparedBuild& m_after;
    std::size_t m_split;
    Groups m_groups;
};

double standardErrorOfMedian(std::span<const double> sorted) {
    if (sorted.size() < 2) return 0;
    const double deviation = (percentile(sorted, 0.75) - percentile(sorted, 0.25)) / kIqrOfNormal;
    return kMedianEfficiency * deviation / std::sqrt(static_cast<double>(sorted.size()));
}

double rank(const LayerDifference& row) { return row.isMeasured() ? std::abs(row.changeNs()) : -1; }

void addCount(std::vector<std::string>& parts, std::ptrdiff_t count, const char* one, const char* many) {
    if (count > 0) parts.push_back(fmt::format("{} {}", count, count == 1 ? one : many));
}

}  // namespace

bool BuildComparison::isNoise() const { return isMeasured() && std::abs(changeNs()) <= uncertaintyNs; }

BuildComparisonPtr compareBuilds(const ComparedBuild& before, const ComparedBuild& after) {
    auto out = std::make_shared<BuildComparison>();
    out->before = before.title;
    out->after = after.title;
    out->layers = Aligner(before, after).differences();
    std::ranges::stable_sort(out->layers, std::ranges::greater{}, rank);
    for (const LayerDifference& row : out->layers) {
        out->newReformats += row.isReformat && row.before.empty();
        out->goneReformats += row.isReformat && row.after.empty();
    }
    const std::vector<double> a = sortedCopy(before.profile->latenciesNs), b = sortedCopy(after.profile->latenciesNs);
    out->beforeLatencyNs = median(a);
    out->afterLatencyNs = median(b);
    out->uncertaintyNs = kTwoSided95 * std::hypot(standardErrorOfMedian(a), standardErrorOfMedian(b));
    return out;
}

std::string formatChange(double ns) {
    if (ns == 0) return "0 ns";
    return (ns < 0 ? "−" : "+") + formatDuration(std::abs(ns));
}

std::string summaryOf(const BuildComparison& comparison) {
    std::vector<std::string> parts;
    addCount(parts, std::ranges::count_if(comparison.layers, &LayerDifference::changesTactic), "layer changed tactic", "layers changed tactic");
    addCount(parts, std::ranges::count_if(comparison.layers, &LayerDifference::changesPrecision), "layer changed precision", "layers changed precision");
    addCount(parts, comparison.newReformats, "new reformat", "new reformats");
    addCount(parts, comparison.goneReformats, "reformat gone", "reformats gone");
    if (parts.empty()) parts.emplace_back("no layer changed");
    if (comparison.isMeasured()) {
        std::string time = fmt::format("{} ± {}", formatChange(comparison.changeNs()), formatDuration(comparison.uncertaintyNs));
        if (comparison.beforeLatencyNs > 0)
            time += fmt::format(" ({}{})", comparison.changeNs() < 0 ? "−" : "+", formatPercent(std::abs(comparison.changeNs()) / comparison.beforeLatencyNs));
        if (comparison.isNoise()) time += ", within the noise";
        parts.push_back(std::move(time));
    }
    return fmt::format("{}", fmt::join(parts, ", "));
}

}  // namespace planscope::inspect
