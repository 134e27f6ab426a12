// SPDX-License-Identifier: Apache-2.0
#include "kernels/reference/normalization.h"

#include "kernels/api/broadcast.h"
#include "kernels/reference/index_walk.h"

#include <cmath>
#include <vector>

namespace planscope::kernels::reference {
namespace {

/// Which statistics cell every element belongs to.
struct Cells {
    Dims strides;
    std::int64_t channelsPerCell = 0;  ///< with groups: channels (axis 1) that share a cell
    std::int64_t count = 1;
    std::int64_t elementsPerCell = 1;

    std::size_t at(const Dims& index) const {
        std::int64_t cell = offsetOf(index, strides);
        if (channelsPerCell > 0) cell += index[1] / channelsPerCell;
        return static_cast<std::size_t>(cell);
    }
};

Cells cellsOf(const Dims& dims, const NormalizationArgs& args) {
    Cells cells;
    Dims kept = dims;
    for (int i = 0; i < dims.rank; ++i)
        if (args.axes >> i & 1U) kept[i] = 1;
    if (args.groups != 1) kept[1] = args.groups;
    cells.strides = linearStrides(kept);
    for (int i = 0; i < dims.rank; ++i)
        if (args.axes >> i & 1U) cells.strides[i] = 0;
    if (args.groups != 1) {
        cells.strides[1] = 0;
        cells.channelsPerCell = dims[1] / args.groups;
    }
    cells.count = kept.volume();
    cells.elementsPerCell = cells.count == 0 ? 0 : dims.volume() / cells.count;
    return cells;
}

}  // namespace

KernelStatus normalization(const TensorView& in,
                           const TensorView* scale,
                           const TensorView* bias,
                           const TensorView& out,
                           const NormalizationArgs& args) {
    if (args.groups < 1 || (args.groups != 1 && (in.dims.rank < 3 || in.dims[1] % args.groups != 0)))
        return KernelStatus::BadArgument;
    if ((scale && !broadcastsTo(scale->dims, in.dims)) || (bias && !broadcastsTo(bias->dims, in.dims)))
        return KernelStatus::BadArgument;
    const Cells cells = cellsOf(in.dims, args);
    const auto elements = static_cast<double>(cells.elementsPerCell);
    std::vector<double> mean(static_cast<std::size_t>(cells.count), 0.0);
    std::vector<double> variance(mean.size(), 0.0);
    const float* source = in.as<float>();

    std::int64_t i = 0;
    if (args.centered) forEachIndex(in.dims, [&](const Dims& index) { mean[cells.at(index)] += source[i++] / elements; });
    i = 0;
    forEachIndex(in.dims, [&](const Dims& index) {
        const double deviation = source[i++] - mean[cells.at(index)];
        variance[cells.at(index)] += deviation * deviation / elements;
    });
    const Dims scaleStrides = scale ? broadcastStrides(scale->dims, in.dims) : Dims{};
    const Dims biasStrides = bias ? broadcastStrides(bias->dims, in.dims) : Dims{};
    i = 0;
    forEachIndex(in.dims, [&](const Dims& index) {
        const std::size_t cell = cells.at(index);
        double value = (source[i] - mean[cell]) / std::sqrt(variance[cell] + args.epsilon);
        if (scale) value *= scale->as<float>()[offsetOf(index, scaleStrides)];
        if (bias) value += bias->as<float>()[offsetOf(index, biasStrides)];
        out.as<float>()[i++] = static_cast<float>(value);
    });
    return KernelStatus::Ok;
}

}  // namespace planscope::kernels::reference
