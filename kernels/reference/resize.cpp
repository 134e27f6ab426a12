// SPDX-License-Identifier: Apache-2.0
#include "kernels/reference/resize.h"

#include "kernels/reference/index_walk.h"

#include <vector>

namespace planscope::kernels::reference {
namespace {

double blended(const TensorView& in, const Dims& strides, const ResizeTaps* const* taps, int axis, std::int64_t offset) {
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

    std::vector<ResizeTaps> tables[kMaxRank];
    for (int a = 0; a < rank; ++a) {
        const ResizeAxis axis{args.coordinate, args.selector, args.scales[a], in.dims[a], out.dims[a]};
        for (std::int64_t x = 0; x < out.dims[a]; ++x)
            tables[a].push_back(resizeTaps(args, resizeCoordinate(axis, x), in.dims[a]));
    }
    const Dims strides = linearStrides(in.dims);
    std::int64_t target = 0;
    forEachIndex(out.dims, [&](const Dims& index) {
        const ResizeTaps* taps[kMaxRank] = {};
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
