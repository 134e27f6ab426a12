// SPDX-License-Identifier: Apache-2.0
#include "engine/inspect/html_parts.h"
#include "engine/inspect/html_svg.h"

#include <algorithm>
#include <cmath>

namespace planscope::inspect {
namespace {

constexpr double kHeight = 240, kBottom = 206;
constexpr int kCurves = 8;  // colours of the style sheet

double decadeOf(double value) { return std::log10(std::max(value, kLeastDrift)); }

}  // namespace

std::string driftSvg(std::span<const DriftCurvePtr> curves) {
    std::size_t longest = 0;
    double highest = std::log10(kLeastDrift) + 1;
    for (const DriftCurvePtr& curve : curves) {
        longest = std::max(longest, curve->points.size());
        for (const DriftPoint& point : curve->points) highest = std::max(highest, std::ceil(decadeOf(point.angle)));
    }
    if (longest == 0) return {};
    const double lowest = std::log10(kLeastDrift);
    const auto x = [&](std::size_t i) { return kLeft + (kWidth - kLeft - kRight) * (static_cast<double>(i) + 0.5) / static_cast<double>(longest); };
    const auto y = [&](double value) { return kBottom - (kBottom - kTop) * (decadeOf(value) - lowest) / (highest - lowest); };
    Svg svg(kHeight, "Drift from FP32 along the network");
    for (double decade = lowest; decade <= highest; ++decade) {
        const double line = y(std::pow(10, decade));
        svg.line(kLeft, line, kWidth - kRight, line, decade == lowest ? "axis" : "gridline");
        svg.text(kLeft - 6, line + 4, "end", fmt::format("1e{:.0f}", decade));
    }
    for (std::size_t c = 0; c < curves.size(); ++c) {
        std::string path;
        for (std::size_t i = 0; i < curves[c]->points.size(); ++i)
            path += fmt::format("{}{:.1f} {:.1f}", i == 0 ? "M" : "L", x(i), y(curves[c]->points[i].angle));
        const std::string colour = fmt::format("drift d{}", c % kCurves);
        svg.path(path, colour);
        for (std::size_t i = 0; i < curves[c]->points.size(); ++i) {
            const DriftPoint& point = curves[c]->points[i];
            svg.rect(x(i) - 2, y(point.angle) - 2, 4, 4, colour + " dot",
                     fmt::format("{}\n{}: 1 - cos {}, largest difference {}", point.tensor, curves[c]->title, driftText(point.angle), driftText(point.maxAbs)));
        }
    }
    svg.text(kLeft, kHeight - 8, "start", "1 - cosine to FP32, tensors in the order of the network, outputs last", "muted");
    std::string legend;
    for (std::size_t c = 0; c < curves.size(); ++c)
        legend += fmt::format("<p class=\"note\"><span class=\"key k{}\"></span> {}: {}, {}, {} samples</p>", c % kCurves, htmlText(curves[c]->title), htmlText(curves[c]->verdict),
                              htmlText(curves[c]->data), curves[c]->samples);
    return svg.finish() + legend;
}

}  // namespace planscope::inspect
