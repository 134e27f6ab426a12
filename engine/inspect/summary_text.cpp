// SPDX-License-Identifier: Apache-2.0
#include "engine/inspect/summary_text.h"

#include "engine/inspect/format.h"
#include "engine/inspect/statistics.h"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>

namespace planscope::inspect {
namespace {

constexpr std::size_t kNameWidth = 42, kTacticWidth = 36;

std::size_t letters(std::string_view text) {
    return static_cast<std::size_t>(std::ranges::count_if(text, [](char c) { return (c & 0xc0) != 0x80; }));
}

/// Exactly `width` letters: padded with blanks, or cut in the middle, where names differ least.
std::string fitted(const std::string& text, std::size_t width) {
    const std::size_t length = letters(text);
    if (length <= width) return text + std::string(width - length, ' ');
    const auto byteOf = [&](std::size_t letter) {
        std::size_t at = 0;
        for (std::size_t seen = 0; at < text.size(); ++at)
            if ((text[at] & 0xc0) != 0x80 && seen++ == letter) break;
        return at;
    };
    const std::size_t head = (width - 1) / 2, tail = width - 1 - head;
    return text.substr(0, byteOf(head)) + "…" + text.substr(byteOf(length - tail));
}

std::string padLeft(const std::string& text, std::size_t width) {
    const std::size_t length = letters(text);
    return length >= width ? text : std::string(width - length, ' ') + text;
}

std::vector<std::size_t> slowestFirst(const ProfileSnapshot& profile) {
    std::vector<std::size_t> order(profile.layers.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::ranges::stable_sort(order, [&](std::size_t a, std::size_t b) {
        return profile.layers[a].medianNs > profile.layers[b].medianNs;
    });
    return order;
}

}  // namespace

std::string trustLine(const ProfileSnapshot& profile) {
    const std::string threads = fmt::format("{} thread{}", profile.threads, profile.threads == 1 ? "" : "s");
    const std::vector<double> sorted = sortedCopy(profile.latenciesNs);
    if (sorted.empty() && profile.wallNs < 0) return "not measured yet · " + threads;
    std::string out;
    if (!sorted.empty())
        out = fmt::format("{} inference{} · ", sorted.size(), sorted.size() == 1 ? "" : "s");
    out += threads;
    if (!sorted.empty())
        out += fmt::format(" · median {} · p99 {}", formatDuration(median(sorted)), formatDuration(percentile(sorted, 0.99)));
    if (profile.layerSumNs >= 0 && profile.wallNs > 0)
        out += fmt::format(" · layer sum {} ({:.0f} % of wall)", formatDuration(profile.layerSumNs),
                           100 * profile.layerSumNs / profile.wallNs);
    return out;
}

std::string buildSummaryText(const ProfileSnapshot& profile, std::size_t topLayers) {
    std::string out = fmt::format("{} on {}{}\n{}\n", profile.model, profile.device,
                                  profile.deviceDescription.empty() ? "" : " (" + profile.deviceDescription + ")",
                                  trustLine(profile));
    std::size_t widest = 0;
    for (const NamedValue& row : profile.summary) widest = std::max(widest, letters(row.name));
    for (const NamedValue& row : profile.summary) out += fmt::format("  {}  {}\n", fitted(row.name, widest), row.value);

    const std::vector<std::size_t> order = slowestFirst(profile);
    const std::size_t shown = std::min(topLayers, order.size());
    out += fmt::format("\n{}  {}  {}  {}  {}\n", padLeft("step", 5), fitted("layer", kNameWidth), padLeft("median", 9),
                       padLeft("share", 7), "tactic");
    for (std::size_t i = 0; i < shown; ++i) {
        const LayerRow& row = profile.layers[order[i]];
        std::string tactic = fitted(row.tactic, kTacticWidth);
        tactic.erase(tactic.find_last_not_of(' ') + 1);
        out += fmt::format("{}  {}  {}  {}  {}\n", padLeft(std::to_string(row.step), 5), fitted(row.name, kNameWidth),
                           padLeft(formatDuration(row.medianNs), 9), padLeft(formatPercent(row.share), 7), tactic);
    }
    if (shown < order.size()) {
        double rest = 0;
        for (std::size_t i = shown; i < order.size(); ++i) rest += std::max(0.0, profile.layers[order[i]].share);
        out += fmt::format("       and {} more layers with {} of the time\n", order.size() - shown, formatPercent(rest));
    }
    return out;
}

}  // namespace planscope::inspect
