// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desktop/open_shapes.h"

#include <QCoreApplication>
#include <QStringList>

#include <algorithm>

namespace planscope::desktop {
namespace {

Dims with(const OpenInput& input, const std::vector<ExtentRange>& ranges, int ExtentRange::*member) {
    Dims out = input.dims;
    for (std::int64_t& extent : out) {
        const auto range = std::ranges::find(ranges, extent, &ExtentRange::code);
        if (range != ranges.end()) extent = (*range).*member;
    }
    return out;
}

}  // namespace

OpenShapes openShapesOf(const Network& network, const std::vector<onnx::OpenExtent>& extents) {
    OpenShapes out;
    for (const onnx::OpenExtent& extent : extents) out.extents.push_back({.name = QString::fromStdString(extent.name), .code = extent.code});
    for (const TensorId id : network.inputs()) {
        const Tensor& tensor = network.tensor(id);
        if (tensor.dims.isStatic()) continue;
        out.inputs.push_back({tensor.name, tensor.dims});
        for (int axis = 0; axis < tensor.dims.rank; ++axis) {
            const auto extent = std::ranges::find(out.extents, tensor.dims[axis], &ExtentRange::code);
            if (extent == out.extents.end()) continue;
            if (!extent->places.isEmpty()) extent->places += QStringLiteral(", ");
            extent->places += QStringLiteral("%1[%2]").arg(QString::fromStdString(tensor.name)).arg(axis);
        }
    }
    return out;
}

OptimizationProfile profileOf(const OpenShapes& shapes, const std::vector<ExtentRange>& ranges) {
    OptimizationProfile out;
    for (const OpenInput& input : shapes.inputs)
        out.inputs.push_back({.input = input.name,
                              .min = with(input, ranges, &ExtentRange::min),
                              .opt = with(input, ranges, &ExtentRange::opt),
                              .max = with(input, ranges, &ExtentRange::max)});
    return out;
}

std::vector<ExtentRange> rangesOf(const OpenShapes& shapes, const OptimizationProfile& profile) {
    std::vector<ExtentRange> out = shapes.extents;
    for (const InputRange& range : profile.inputs) {
        const auto input = std::ranges::find(shapes.inputs, range.input, &OpenInput::name);
        if (input == shapes.inputs.end()) continue;
        for (int axis = 0; axis < input->dims.rank; ++axis) {
            const auto extent = std::ranges::find(out, input->dims[axis], &ExtentRange::code);
            if (extent == out.end()) continue;
            extent->min = static_cast<int>(range.min[axis]);
            extent->opt = extent->profiled = static_cast<int>(range.opt[axis]);
            extent->max = static_cast<int>(range.max[axis]);
        }
    }
    return out;
}

std::vector<std::pair<std::string, Dims>> profiledShapes(const OpenShapes& shapes, const std::vector<ExtentRange>& ranges) {
    std::vector<std::pair<std::string, Dims>> out;
    for (const OpenInput& input : shapes.inputs) out.emplace_back(input.name, with(input, ranges, &ExtentRange::profiled));
    return out;
}

QString textOf(const std::vector<ExtentRange>& ranges) {
    QStringList parts;
    for (const ExtentRange& range : ranges)
        parts += range.min == range.max ? QStringLiteral("%1 %2").arg(range.name).arg(range.min)
                                        : QCoreApplication::translate("OpenShapes", "%1 %2–%3, tuned at %4").arg(range.name).arg(range.min).arg(range.max).arg(range.opt);
    return parts.join(QStringLiteral("; "));
}

}  // namespace planscope::desktop
