// SPDX-License-Identifier: Apache-2.0
#include "kernels/reference/resize.h"

#include "kernels/api/resize_map.h"
#include "kernels/reference/index_walk.h"

#include <vector>

namespace planscope::kernels::reference {
namespace {

/// The input elements of one axis that an output element blends.
struct Taps {
    int count = 0;
    std::int64_t index[4] = {};
    double weight[4] = {};
};

double cubicWeight(double distance, double a) {
    const double x = std::fabs(distance);
    if (x <= 1) return ((a + 2) * x - (a + 3)) * x * x + 1;
    return x < 2 ? ((a * x - 5 * a) * x + 8 * a) * x - 4 * a : 0;
}

Taps tapsOf(const ResizeArgs& args, double coordinate, std::int64_t length) {
    if (args.mode == ResizeMode::Nearest) return {1, {nearestIndex(args.round, coordinate, length)}, {1}};
    const double base = std::floor(coordinate);
    const double fraction = coordinate - base;
    Taps taps;
    const int first = args.mode == ResizeMode::Linear ? 0 : -1;
    const int last = args.mode == ResizeMode::Linear ? 1 : 2;
    double total = 0;
    for (int offset = first; offset <= last; ++offset) {
        const auto position = static_cast<std::int64_t>(base) + offset;
        const bool outside = position < 0 || position >= length;
        double weight = args.mode == ResizeMode::Linear ? 1 - std::fabs(fraction - offset)
                                                        : cubicWeight(fraction - offset, args.cubicCoefficient);
        if (outside && args.excludeOutside && args.mode == ResizeMode::Cubic) weight = 0;
        taps.index[taps.count] = std::clamp<std::int64_t>(position, 0, length - 1);
        taps.weight[taps.count++] = weight;
        total += weight;
    }
    if (args.excludeOutside && args.mode == ResizeMode::Cubic)
        for (double& weight : taps.weight) weight /= total;
    return taps;
}

double blended(const TensorView& in, const Dims& strides, const Taps* const* taps, int axis, std::int64_t offset) {
    if (axis == in.dims.rank) return in.as<float>()[offset];
    double sum = 0;
    for (int i = 0; i < taps[axis]->count; ++i)
        if (taps[axis]->weight[i] != 0)
            sum += taps[axis]->weight[i] *
                   blended(in, strides, taps, axis + 1, offset + taps[axis]->index[i] * strides[axis]);
    return sum;
}

}  // namespace

KernelStatus resize(const TensorView& in, const TensorView& out, const ResizeArgs& args) {
    const int rank = in.dims.rank;
    if (out.dims.rank != rank) return KernelStatus::BadArgument;
    if (args.mode != ResizeMode::Nearest && in.type != DataType::Float) return KernelStatus::BadArgument;
    if (out.volume() == 0) return KernelStatus::Ok;
    if (in.volume() == 0) return KernelStatus::BadArgument;

    std::vector<Taps> tables[kMaxRank];
    for (int a = 0; a < rank; ++a) {
        const ResizeAxis axis{args.coordinate, args.selector, args.scales[a], in.dims[a], out.dims[a]};
        for (std::int64_t x = 0; x < out.dims[a]; ++x)
            tables[a].push_back(tapsOf(args, resizeCoordinate(axis, x), in.dims[a]));
    }
    const Dims strides = linearStrides(in.dims);
    std::int64_t target = 0;
    forEachIndex(out.dims, [&](const Dims& index) {
        const Taps* taps[kMaxRank] = {};
        std::int64_t nearest = 0;
        for (int a = 0; a < rank; ++a) {
            taps[a] = &tables[a][static_cast<std::size_t>(index[a])];
            nearest += taps[a]->index[0] * strides[a];
        }
        if (args.mode == ResizeMode::Nearest) copyElements(out, target, in, nearest);
        else out.as<float>()[target] = static_cast<float>(blended(in, strides, taps, 0, 0));
        ++target;
    });
    return KernelStatus::Ok;
}

}  // namespace planscope::kernels::reference
