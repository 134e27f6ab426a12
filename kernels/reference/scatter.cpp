// SPDX-License-Identifier: Apache-2.0
#include "kernels/reference/scatter.h"

#include "kernels/reference/element.h"
#include "kernels/reference/index_walk.h"

namespace planscope::kernels::reference {
namespace {

/// The operation of a reduction other than None.
constexpr PointwiseOp kOperations[] = {
    PointwiseOp::Input, PointwiseOp::Sum, PointwiseOp::Prod, PointwiseOp::Max, PointwiseOp::Min};

/// Places or combines `count` consecutive updates.
void place(const TensorView& out,
           std::int64_t target,
           const TensorView& updates,
           std::int64_t source,
           std::int64_t count,
           ScatterReduction reduction) {
    if (reduction == ScatterReduction::None) {
        copyElements(out, target, updates, source, count);
        return;
    }
    const PointwiseStep step{kOperations[static_cast<std::size_t>(reduction)], out.type, 0, 1, -1, 0, 0};
    for (std::int64_t i = 0; i < count; ++i)
        storeElement(out, target + i,
                     evaluateStep(step, out.type, loadElement(out, target + i), loadElement(updates, source + i), {}));
}

KernelStatus
scatterElement(const TensorView& indices, const TensorView& updates, const TensorView& out, const ScatterArgs& args) {
    const int axis = args.axis;
    if (axis < 0 || axis >= out.dims.rank || indices.dims.rank != out.dims.rank) return KernelStatus::BadArgument;
    const Dims strides = linearStrides(out.dims);
    KernelStatus status = KernelStatus::Ok;
    std::int64_t source = 0;
    forEachIndex(indices.dims, [&](const Dims& at) {
        Dims target = at;
        target[axis] = resolvedIndex(indices.as<std::int32_t>()[source], out.dims[axis]);
        if (target[axis] < 0) status = KernelStatus::BadIndex;
        else place(out, offsetOf(target, strides), updates, source, 1, args.reduction);
        ++source;
    });
    return status;
}

KernelStatus scatterNd(const TensorView& indices,
                       const TensorView& updates,
                       const TensorView& out,
                       ScatterReduction reduction) {
    if (indices.dims.rank == 0) return KernelStatus::BadArgument;
    const std::int64_t depth = indices.dims[indices.dims.rank - 1];
    if (depth > out.dims.rank) return KernelStatus::BadArgument;
    const std::int64_t run = out.dims.volume(static_cast<int>(depth), out.dims.rank);
    const std::int64_t count = indices.dims.volume(0, indices.dims.rank - 1);
    const Dims strides = linearStrides(out.dims);
    const std::int32_t* tuple = indices.as<std::int32_t>();
    for (std::int64_t i = 0; i < count; ++i, tuple += depth) {
        std::int64_t target = 0;
        for (int d = 0; d < depth; ++d) {
            const std::int64_t index = resolvedIndex(tuple[d], out.dims[d]);
            if (index < 0) return KernelStatus::BadIndex;
            target += index * strides[d];
        }
        place(out, target, updates, i * run, run, reduction);
    }
    return KernelStatus::Ok;
}

}  // namespace

KernelStatus scatter(const TensorView& data,
                     const TensorView& indices,
                     const TensorView& updates,
                     const TensorView& out,
                     const ScatterArgs& args) {
    if (indices.type != DataType::Int32 || data.type != out.type || updates.type != out.type)
        return KernelStatus::BadArgument;
    if (args.reduction != ScatterReduction::None && out.type == DataType::Bool) return KernelStatus::BadArgument;
    copyElements(out, 0, data, 0, out.volume());
    return args.mode == ScatterMode::Element ? scatterElement(indices, updates, out, args)
                                             : scatterNd(indices, updates, out, args.reduction);
}

}  // namespace planscope::kernels::reference
