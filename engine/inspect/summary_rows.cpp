// SPDX-License-Identifier: Apache-2.0
#include "engine/inspect/summary_rows.h"

#include "engine/inspect/format.h"
#include "engine/inspect/statistics.h"

#include <fmt/format.h>

#include <numeric>

namespace planscope::inspect {
namespace {

void addLatencies(std::vector<NamedValue>& rows, const ProfileSnapshot& profile) {
    const std::vector<double> sorted = sortedCopy(profile.latenciesNs);
    if (sorted.empty()) return;
    const double total = std::accumulate(sorted.begin(), sorted.end(), 0.0);
    const auto count = static_cast<double>(sorted.size());
    rows.push_back({"Inferences", std::to_string(sorted.size())});
    if (total > 0) rows.push_back({"Throughput", fmt::format("{:.1f} inferences/s", 1e9 * count / total)});
    rows.push_back({"Latency min", formatDuration(sorted.front())});
    rows.push_back({"Latency median", formatDuration(median(sorted))});
    rows.push_back({"Latency mean", formatDuration(total / count)});
    rows.push_back({"Latency p90", formatDuration(percentile(sorted, 0.90))});
    rows.push_back({"Latency p95", formatDuration(percentile(sorted, 0.95))});
    rows.push_back({"Latency p99", formatDuration(percentile(sorted, 0.99))});
    rows.push_back({"Latency max", formatDuration(sorted.back())});
}

}  // namespace

std::vector<NamedValue> summaryRows(const ProfileSnapshot& profile, const BuildRecord* record) {
    std::vector<NamedValue> rows;
    addLatencies(rows, profile);
    if (profile.layerSumNs >= 0 && profile.wallNs > 0)
        rows.push_back({"Layer sum / wall", fmt::format("{} / {} ({})", formatDuration(profile.layerSumNs),
                                                        formatDuration(profile.wallNs),
                                                        formatPercent(profile.layerSumNs / profile.wallNs))});
    double flops = 0;
    for (const LayerRow& row : profile.layers) flops += row.flops;
    rows.push_back({"Layers", std::to_string(profile.layers.size())});
    rows.push_back({"Arithmetic", formatCount(flops) + (flops < 1000 ? " FLOP" : "FLOP")});
    rows.push_back({"Weights", formatBytes(profile.weightBytes)});
    rows.push_back({"Arena", fmt::format("{} (lower bound {})", formatBytes(profile.arenaBytes), formatBytes(profile.arenaLowerBound))});
    if (record) {
        rows.push_back({"Tactics timed", std::to_string(record->tacticsTimed)});
        rows.push_back({"Timing cache hits", std::to_string(record->cacheHits)});
    }
    return rows;
}

std::vector<NamedValue> environmentRows(const ProfileSnapshot& profile, const Engine& engine) {
    std::vector<NamedValue> rows{{"Device", profile.device}};
    if (!profile.deviceDescription.empty()) rows.push_back({"Processor", profile.deviceDescription});
    rows.push_back({"Threads", std::to_string(profile.threads)});
    rows.push_back({"Optimisation level", std::to_string(engine.optimizationLevel)});
    rows.push_back({"Planscope", std::string(kProductVersion) + " (plans " + engine.version.text() + ")"});
    rows.push_back({"Device fingerprint", engine.deviceFingerprint});
    if (engine.modelHash != 0) rows.push_back({"Model hash", fmt::format("{:016x}", engine.modelHash)});
    return rows;
}

std::vector<NamedValue> stageRows(const BuildRecord& record) {
    std::vector<NamedValue> rows;
    double total = 0;
    for (const StageRecord& stage : record.stages) {
        rows.push_back({stage.stage, formatDuration(stage.ns)});
        total += stage.ns;
    }
    if (!rows.empty()) rows.push_back({"total", formatDuration(total)});
    return rows;
}

}  // namespace planscope::inspect
