// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "kernels/api/resize_taps.h"
#include "kernels/api/sample_mode.h"
#include "kernels/api/tensor_view.h"

namespace planscope {

struct GridSampleArgs {
    ResizeMode mode = ResizeMode::Linear;
    SampleMode sampleMode = SampleMode::Fill;  ///< Fill (with 0), Clamp or Reflect
    bool alignCorners = false;                 ///< -1 and 1 are the centres of the border elements, not their outer edges
};

/// The elements of one axis that a position reads, and their weights; index -1 reads 0.
struct GridTaps {
    int count = 0;
    std::int64_t index[4] = {};
    double weight[4] = {};

    void add(std::int64_t i, double w) {
        index[count] = i;
        weight[count++] = w;
    }
};

/// Whether these can be the tensors of a grid sample: Float, in [N,C,H,W], grid [N,Ho,Wo,2], out [N,C,Ho,Wo].
inline bool isGridSample(const TensorView& in, const TensorView& grid, const TensorView& out, const GridSampleArgs& args) {
    if (in.type != DataType::Float || grid.type != DataType::Float || out.type != DataType::Float) return false;
    if (in.dims.rank != 4 || grid.dims.rank != 4 || grid.dims[3] != 2 || grid.dims[0] != in.dims[0]) return false;
    if (out.dims != Dims{in.dims[0], in.dims[1], grid.dims[1], grid.dims[2]}) return false;
    return args.sampleMode == SampleMode::Fill || args.sampleMode == SampleMode::Clamp || args.sampleMode == SampleMode::Reflect;
}

/// An axis of sampled data.
class GridAxis {
public:
    GridAxis(std::int64_t length, const GridSampleArgs& args) : m_length(length), m_args(args) {}

    /// @param position  as the grid holds it; a NaN counts as outside
    GridTaps taps(double position) const {
        GridTaps taps;
        const double x = denormalised(position);
        if (m_args.mode == ResizeMode::Cubic && std::isfinite(x)) {
            constexpr double kCoefficient = -0.75;
            const double first = std::floor(x) - 1;
            for (int i = 0; i < 4; ++i) taps.add(elementAt(broughtBack(first + i)), cubicWeight(x - first - i, kCoefficient));
            return taps;
        }
        const double inside = broughtBack(x);
        if (m_args.mode == ResizeMode::Nearest) {
            taps.add(elementAt(std::nearbyint(inside)), 1);
            return taps;
        }
        const double low = std::floor(inside);
        taps.add(elementAt(low), 1 - (inside - low));
        taps.add(elementAt(low + 1), inside - low);
        return taps;
    }

private:
    double denormalised(double position) const {
        const auto length = static_cast<double>(m_length);
        return m_args.alignCorners ? (position + 1) / 2 * (length - 1) : ((position + 1) * length - 1) / 2;
    }

    /// `x` mirrored into [low, low + span].
    static double mirrored(double x, double low, double span) {
        if (span <= 0) return 0;
        const double distance = std::fmod(std::fabs(x - low), 2 * span);
        return low + (distance > span ? 2 * span - distance : distance);
    }

    /// `x` brought back into [0, length - 1] by Clamp or Reflect; unchanged by Fill.
    double broughtBack(double x) const {
        if (m_args.sampleMode == SampleMode::Fill) return x;
        const double last = static_cast<double>(m_length - 1);
        if (m_args.sampleMode == SampleMode::Reflect)
            x = m_args.alignCorners ? mirrored(x, 0, last) : mirrored(x, -0.5, last + 1);
        return std::isnan(x) ? 0 : std::clamp(x, 0.0, last);
    }

    /// The element at an integral position, or -1 for one outside.
    std::int64_t elementAt(double x) const { return x >= 0 && x < static_cast<double>(m_length) ? static_cast<std::int64_t>(x) : -1; }

    std::int64_t m_length;
    GridSampleArgs m_args;
};

}  // namespace planscope
