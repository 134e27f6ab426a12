// SPDX-License-Identifier: Apache-2.0
#include "kernels/reference/grid_sample.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace planscope::kernels::reference {
namespace {

constexpr int kMaxTaps = 4;
constexpr double kCubicCoefficient = -0.75;

/// The elements of one axis that a position reads, and their weights; index -1 reads 0.
struct Taps {
    std::array<std::int64_t, kMaxTaps> index{};
    std::array<double, kMaxTaps> weight{};
    int count = 0;

    void add(std::int64_t i, double w) {
        index[static_cast<std::size_t>(count)] = i;
        weight[static_cast<std::size_t>(count++)] = w;
    }
};

struct Axis {
    std::int64_t length;
    const GridSampleArgs* args;
};

double denormalised(const Axis& axis, double position) {
    const auto length = static_cast<double>(axis.length);
    return axis.args->alignCorners ? (position + 1) / 2 * (length - 1) : ((position + 1) * length - 1) / 2;
}

/// `x` mirrored into [low, low + span].
double mirrored(double x, double low, double span) {
    if (span <= 0) return 0;
    const double distance = std::fmod(std::fabs(x - low), 2 * span);
    return low + (distance > span ? 2 * span - distance : distance);
}

/// `x` brought back into [0, length - 1] by Clamp or Reflect; unchanged by Fill.
double broughtBack(const Axis& axis, double x) {
    if (axis.args->sampleMode == SampleMode::Fill) return x;
    const double last = static_cast<double>(axis.length - 1);
    if (axis.args->sampleMode == SampleMode::Reflect)
        x = axis.args->alignCorners ? mirrored(x, 0, last) : mirrored(x, -0.5, last + 1);
    return std::isnan(x) ? 0 : std::clamp(x, 0.0, last);
}

/// The element at an integral position, or -1 for one outside.
std::int64_t elementAt(const Axis& axis, double x) {
    return x >= 0 && x < static_cast<double>(axis.length) ? static_cast<std::int64_t>(x) : -1;
}

/// Keys' cubic convolution kernel at distance `d`.
double cubicWeight(double d) {
    constexpr double a = kCubicCoefficient;
    d = std::fabs(d);
    if (d <= 1) return ((a + 2) * d - (a + 3)) * d * d + 1;
    if (d < 2) return ((a * d - 5 * a) * d + 8 * a) * d - 4 * a;
    return 0;
}

Taps tapsOf(const Axis& axis, double position) {
    Taps taps;
    const double x = denormalised(axis, position);
    if (axis.args->mode == ResizeMode::Cubic && std::isfinite(x)) {
        const double first = std::floor(x) - 1;
        for (int i = 0; i < kMaxTaps; ++i)
            taps.add(elementAt(axis, broughtBack(axis, first + i)), cubicWeight(x - first - i));
        return taps;
    }
    const double inside = broughtBack(axis, x);
    if (axis.args->mode == ResizeMode::Nearest) {
        taps.add(elementAt(axis, std::nearbyint(inside)), 1);
        return taps;
    }
    const double low = std::floor(inside);
    taps.add(elementAt(axis, low), 1 - (inside - low));
    taps.add(elementAt(axis, low + 1), inside - low);
    return taps;
}

double sampled(const float* plane, std::int64_t width, const Taps& rows, const Taps& columns) {
    double sum = 0;
    for (int r = 0; r < rows.count; ++r)
        for (int c = 0; c < columns.count; ++c) {
            const std::int64_t y = rows.index[static_cast<std::size_t>(r)], x = columns.index[static_cast<std::size_t>(c)];
            if (y < 0 || x < 0) continue;
            sum += rows.weight[static_cast<std::size_t>(r)] * columns.weight[static_cast<std::size_t>(c)] *
                   static_cast<double>(plane[y * width + x]);
        }
    return sum;
}

bool isPossible(const TensorView& in, const TensorView& grid, const TensorView& out, const GridSampleArgs& args) {
    if (in.type != DataType::Float || grid.type != DataType::Float || out.type != DataType::Float) return false;
    if (in.dims.rank != 4 || grid.dims.rank != 4 || grid.dims[3] != 2 || grid.dims[0] != in.dims[0]) return false;
    if (out.dims != Dims{in.dims[0], in.dims[1], grid.dims[1], grid.dims[2]}) return false;
    return args.sampleMode == SampleMode::Fill || args.sampleMode == SampleMode::Clamp ||
           args.sampleMode == SampleMode::Reflect;
}

}  // namespace

KernelStatus gridSample(const TensorView& in, const TensorView& grid, const TensorView& out, const GridSampleArgs& args) {
    if (!isPossible(in, grid, out, args)) return KernelStatus::BadArgument;
    if (out.volume() == 0) return KernelStatus::Ok;
    const std::int64_t channels = in.dims[1], height = in.dims[2], width = in.dims[3];
    if (height == 0 || width == 0) return KernelStatus::BadArgument;
    const std::int64_t positions = grid.dims[1] * grid.dims[2];
    for (std::int64_t i = 0; i < in.dims[0] * positions; ++i) {
        const float* at = grid.as<float>() + 2 * i;
        const Taps columns = tapsOf({width, &args}, static_cast<double>(at[0]));
        const Taps rows = tapsOf({height, &args}, static_cast<double>(at[1]));
        for (std::int64_t c = 0; c < channels; ++c) {
            const std::int64_t plane = i / positions * channels + c;
            const float* data = in.as<float>() + plane * height * width;
            out.as<float>()[plane * positions + i % positions] = static_cast<float>(sampled(data, width, rows, columns));
        }
    }
    return KernelStatus::Ok;
}

}  // namespace planscope::kernels::reference
