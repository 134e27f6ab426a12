// SPDX-License-Identifier: Apache-2.0
#include "kernels/reference/roi_align.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace planscope::kernels::reference {
namespace {

/// One axis of one box.
struct Axis {
    double start, cell;  ///< in elements of the data
    std::int64_t samples, length;
};

/// The two elements between which a position lies.
struct Between {
    std::int64_t low = 0, high = 0;
    double share = 0;  ///< of `high`
    bool isInside = false;
};

/// More samples than this would only be asked for by boxes that are no boxes.
constexpr double kMaxSamples = 4096;

Axis axisOf(double low, double high, std::int64_t cells, std::int64_t length, const RoiAlignArgs& args) {
    const double offset = args.halfPixel ? 0.5 : 0, scale = static_cast<double>(args.spatialScale);
    const double start = low * scale - offset;
    double size = high * scale - offset - start;
    if (!args.halfPixel) size = std::max(size, 1.0);
    const double cell = size / static_cast<double>(cells);
    const double fitting = std::isfinite(cell) ? std::clamp(std::ceil(cell), 0.0, kMaxSamples) : 0;
    return {start, cell, args.samplingRatio > 0 ? args.samplingRatio : static_cast<std::int64_t>(fitting), length};
}

Between elementsAt(const Axis& axis, std::int64_t cell, std::int64_t sample) {
    const double step = (static_cast<double>(sample) + 0.5) / static_cast<double>(axis.samples);
    const double position = axis.start + (static_cast<double>(cell) + step) * axis.cell;
    if (!(position >= -1 && position <= static_cast<double>(axis.length))) return {};
    const double inside = std::max(position, 0.0);
    const auto low = static_cast<std::int64_t>(inside);
    if (low >= axis.length - 1) return {axis.length - 1, axis.length - 1, 0, true};
    return {low, low + 1, inside - static_cast<double>(low), true};
}

double sampled(const float* plane, std::int64_t width, const Between& y, const Between& x) {
    if (!y.isInside || !x.isInside) return 0;
    const auto at = [&](std::int64_t row, std::int64_t column) { return static_cast<double>(plane[row * width + column]); };
    const double top = at(y.low, x.low) * (1 - x.share) + at(y.low, x.high) * x.share;
    const double bottom = at(y.high, x.low) * (1 - x.share) + at(y.high, x.high) * x.share;
    return top * (1 - y.share) + bottom * y.share;
}

struct Cell {
    std::int64_t row, column;
};

float pooled(const float* plane, const Axis& rows, const Axis& columns, const Cell& cell, PoolingKind mode) {
    double sum = 0, largest = -std::numeric_limits<double>::infinity();
    for (std::int64_t r = 0; r < rows.samples; ++r)
        for (std::int64_t c = 0; c < columns.samples; ++c) {
            const double value =
                sampled(plane, columns.length, elementsAt(rows, cell.row, r), elementsAt(columns, cell.column, c));
            sum += value;
            largest = std::isnan(value) ? value : std::max(largest, value);
        }
    const std::int64_t count = rows.samples * columns.samples;
    if (count <= 0) return 0;
    return static_cast<float>(mode == PoolingKind::Max ? largest : sum / static_cast<double>(count));
}

bool isPossible(const TensorView& in, const TensorView& boxes, const TensorView& images, const TensorView& out) {
    if (in.type != DataType::Float || boxes.type != DataType::Float || out.type != DataType::Float) return false;
    if (images.type != DataType::Int32 || in.dims.rank != 4 || out.dims.rank != 4) return false;
    return boxes.dims == Dims{out.dims[0], 4} && images.dims == Dims{out.dims[0]} && out.dims[1] == in.dims[1];
}

}  // namespace

KernelStatus roiAlign(const TensorView& in, const TensorView& boxes, const TensorView& images, const TensorView& out, const RoiAlignArgs& args) {
    if (!isPossible(in, boxes, images, out)) return KernelStatus::BadArgument;
    const std::int64_t height = out.dims[2], width = out.dims[3], plane = in.dims[2] * in.dims[3];
    float* target = out.as<float>();
    for (std::int64_t box = 0; box < out.dims[0]; ++box) {
        const float* corners = boxes.as<float>() + 4 * box;
        const std::int64_t image = images.as<std::int32_t>()[box];
        if (image < 0 || image >= in.dims[0]) return KernelStatus::BadIndex;
        const Axis columns = axisOf(corners[0], corners[2], width, in.dims[3], args);
        const Axis rows = axisOf(corners[1], corners[3], height, in.dims[2], args);
        for (std::int64_t c = 0; c < in.dims[1]; ++c)
            for (std::int64_t y = 0; y < height; ++y)
                for (std::int64_t x = 0; x < width; ++x)
                    *target++ = pooled(in.as<float>() + (image * in.dims[1] + c) * plane, rows, columns, {y, x}, args.mode);
    }
    return KernelStatus::Ok;
}

}  // namespace planscope::kernels::reference
