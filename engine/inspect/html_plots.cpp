// SPDX-License-Identifier: Apache-2.0
#include "engine/inspect/format.h"
#include "engine/inspect/html_parts.h"
#include "engine/inspect/html_svg.h"
#include "engine/inspect/statistics.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <numeric>

namespace planscope::inspect {
namespace {

std::string shortened(const std::string& text, std::size_t letters) {
    std::size_t seen = 0, at = 0;
    for (; at < text.size(); ++at)
        if ((text[at] & 0xc0) != 0x80 && ++seen > letters) break;
    return at == text.size() ? text : text.substr(0, at) + "…";
}

std::string categoryClass(Category category) { return fmt::format("c{}", static_cast<int>(category)); }

/// A grid of about five horizontal lines with labels at the left.
template <class Label>
void verticalAxis(Svg& svg, double bottom, double top, double highest, Label label) {
    for (int i = 0; i <= 4; ++i) {
        const double y = bottom - (bottom - top) * i / 4;
        svg.line(kLeft, y, kWidth - kRight, y, i == 0 ? "axis" : "gridline");
        svg.text(kLeft - 6, y + 4, "end", label(highest * i / 4));
    }
}

struct Inference {
    TimelineSlice whole;
    const TimelineLane* lane = nullptr;
    std::size_t number = 0;
};

/// The inference of median duration; its lane is null if nothing was profiled.
Inference medianInference(const ProfileSnapshot& profile) {
    for (const TimelineLane& lane : profile.lanes) {
        if (lane.slices.empty() || lane.slices.front().step >= 0) continue;
        std::vector<std::size_t> order(lane.slices.size());
        std::iota(order.begin(), order.end(), std::size_t{0});
        const auto middle = order.begin() + static_cast<std::ptrdiff_t>((order.size() - 1) / 2);
        std::ranges::nth_element(order, middle, {}, [&](std::size_t i) { return lane.slices[i].endNs - lane.slices[i].beginNs; });
        return {lane.slices[*middle], &lane, *middle};
    }
    return {};
}

}  // namespace

std::string layerBarsSvg(const ProfileSnapshot& profile, std::size_t maxLayers) {
    std::vector<std::size_t> order(profile.layers.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::erase_if(order, [&](std::size_t i) { return profile.layers[i].medianNs < 0; });
    if (order.empty()) return {};
    std::ranges::stable_sort(order, [&](std::size_t a, std::size_t b) { return profile.layers[a].medianNs > profile.layers[b].medianNs; });
    const std::size_t shown = std::min(maxLayers, order.size());
    const double row = 18, left = 330, widest = std::max(1.0, profile.layers[order.front()].medianNs);
    Svg svg(kTop + row * static_cast<double>(shown) + 6, "Time per layer, slowest first");
    for (std::size_t i = 0; i < shown; ++i) {
        const LayerRow& layer = profile.layers[order[i]];
        const double y = kTop + row * static_cast<double>(i), width = (kWidth - left - 130) * layer.medianNs / widest;
        svg.text(left - 8, y + 12, "end", shortened(layer.name, 46), "on");
        svg.rect(left, y + 2, std::max(1.0, width), row - 4, categoryClass(layer.category), layer.name + "\n" + layer.tactic + " " + layer.algorithm);
        svg.text(left + std::max(1.0, width) + 6, y + 12, "start", formatDuration(layer.medianNs) + "  " + formatPercent(layer.share));
    }
    return svg.finish();
}

std::string latencySvg(const ProfileSnapshot& profile) {
    const std::vector<double> sorted = sortedCopy(profile.latenciesNs);
    if (sorted.empty()) return {};
    const Histogram histogram = makeHistogram(sorted, 80);
    const double height = 260, bottom = height - 40, top = 60, width = kWidth - kLeft - kRight;
    const auto tallest = static_cast<double>(std::max<std::size_t>(1, *std::ranges::max_element(histogram.counts)));
    const auto xOf = [&](double ns) { return kLeft + width * (ns - histogram.begin) / (histogram.end() - histogram.begin); };
    Svg svg(height, "Histogram of latencies");
    verticalAxis(svg, bottom, top, tallest, [](double value) { return fmt::format("{:.0f}", value); });
    for (std::size_t i = 0; i < histogram.counts.size(); ++i) {
        if (histogram.counts[i] == 0) continue;
        const double from = histogram.begin + static_cast<double>(i) * histogram.binWidth;
        const double tall = (bottom - top) * static_cast<double>(histogram.counts[i]) / tallest;
        svg.rect(xOf(from) + 0.5, bottom - tall, std::max(0.5, xOf(from + histogram.binWidth) - xOf(from) - 1), tall, "bar",
                 fmt::format("{} of {} inferences, {} to {}", histogram.counts[i], sorted.size(), formatDuration(from), formatDuration(from + histogram.binWidth)));
    }
    for (int i = 0; i <= 5; ++i) {
        const double ns = histogram.begin + (histogram.end() - histogram.begin) * i / 5;
        svg.text(xOf(ns), bottom + 16, i == 0 ? "start" : i == 5 ? "end" : "middle", formatDuration(ns));
    }
    if (histogram.above > 0) svg.text(kWidth - kRight, bottom + 32, "end", fmt::format("{} slower inferences lie beyond the right edge", histogram.above));
    struct Mark {
        const char* name;
        double ns;
        const char* style;
    };
    const Mark marks[] = {{"median", median(sorted), "median"}, {"p90", percentile(sorted, 0.9), "mark"}, {"p95", percentile(sorted, 0.95), "mark"}, {"p99", percentile(sorted, 0.99), "worst"}};
    double labelY = 14;
    for (const Mark& mark : marks) {
        const double x = std::min(xOf(mark.ns), kWidth - kRight);
        svg.line(x, labelY - 8, x, bottom, mark.style);
        const bool isRight = x > kWidth / 2;
        svg.text(isRight ? x - 4 : x + 4, labelY, isRight ? "end" : "start", fmt::format("{} {}", mark.name, formatDuration(mark.ns)), "on");
        labelY += 13;
    }
    return svg.finish();
}

std::string timelineSvg(const ProfileSnapshot& profile) {
    const Inference inference = medianInference(profile);
    if (!inference.lane) return {};
    const auto begin = inference.whole.beginNs, end = inference.whole.endNs;
    const double width = kWidth - kLeft - kRight, scale = width / static_cast<double>(std::max<std::int64_t>(1, end - begin));
    const double row = 34;
    Svg svg(kTop + row * static_cast<double>(profile.lanes.size()) + 30, "Timeline of the median inference");
    double y = kTop;
    for (const TimelineLane& lane : profile.lanes) {
        svg.text(4, y + 19, "start", shortened(lane.name, 16), "on");
        double free = -1;
        for (const TimelineSlice& slice : lane.slices) {
            if (slice.endNs <= begin || slice.beginNs >= end) continue;
            const double x = kLeft + static_cast<double>(slice.beginNs - begin) * scale;
            const double wide = static_cast<double>(slice.endNs - slice.beginNs) * scale;
            if (wide < 0.4 && x < free) continue;
            free = x + 0.8;
            const bool isLayer = slice.step >= 0 && static_cast<std::size_t>(slice.step) < profile.layers.size();
            const std::string tip = isLayer ? profile.layers[static_cast<std::size_t>(slice.step)].name : fmt::format("inference {}", inference.number + 1);
            const std::string style = isLayer ? categoryClass(profile.layers[static_cast<std::size_t>(slice.step)].category) : "whole";
            svg.rect(x, y + 3, std::max(0.4, wide - 0.3), row - 8, style, tip + ", " + formatDuration(static_cast<double>(slice.endNs - slice.beginNs)));
        }
        y += row;
    }
    svg.line(kLeft, y + 2, kWidth - kRight, y + 2, "axis");
    for (int i = 0; i <= 5; ++i)
        svg.text(kLeft + width * i / 5, y + 18, i == 0 ? "start" : i == 5 ? "end" : "middle", formatDuration(static_cast<double>(end - begin) * i / 5));
    return svg.finish();
}

std::string memorySvg(const ProfileSnapshot& profile) {
    if (profile.memory.empty()) return {};
    std::uint64_t highest = std::max<std::uint64_t>({1, profile.arenaBytes, profile.arenaLowerBound});
    for (const MemoryPoint& point : profile.memory) highest = std::max(highest, point.liveBytes);
    const double height = 240, bottom = height - 30, top = 24, width = kWidth - kLeft - kRight;
    const double count = static_cast<double>(profile.memory.size());
    const auto yOf = [&](std::uint64_t bytes) { return bottom - (bottom - top) * static_cast<double>(bytes) / static_cast<double>(highest); };
    Svg svg(height, "Bytes of the arena in use during each step");
    verticalAxis(svg, bottom, top, static_cast<double>(highest), [](double value) { return formatBytes(static_cast<std::uint64_t>(value)); });
    std::string data = fmt::format("M{:.2f} {:.2f}", kLeft, bottom);
    for (std::size_t i = 0; i < profile.memory.size(); ++i)
        data += fmt::format("V{:.2f}H{:.2f}", yOf(profile.memory[i].liveBytes), kLeft + width * static_cast<double>(i + 1) / count);
    svg.path(data + fmt::format("V{:.2f}Z", bottom), "area");
    svg.line(kLeft, yOf(profile.arenaBytes), kWidth - kRight, yOf(profile.arenaBytes), "arena");
    svg.line(kLeft, yOf(profile.arenaLowerBound), kWidth - kRight, yOf(profile.arenaLowerBound), "bound");
    svg.text(kWidth - kRight - 4, 14, "end", fmt::format("arena {} (solid), lower bound {} (dashed)", formatBytes(profile.arenaBytes), formatBytes(profile.arenaLowerBound)), "on");
    for (int i = 0; i <= 5; ++i)
        svg.text(kLeft + width * i / 5, bottom + 16, i == 0 ? "start" : i == 5 ? "end" : "middle", fmt::format("step {:.0f}", count * i / 5));
    return svg.finish();
}

}  // namespace planscope::inspect
