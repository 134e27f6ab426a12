// SPDX-License-Identifier: Apache-2.0
#include "kernels/reference/gather.h"

#include "kernels/reference/index_walk.h"

namespace planscope::kernels::reference {
namespace {

KernelStatus gatherDefault(const TensorView& data, const TensorView& indices, const TensorView& out, const GatherArgs& args) {
    const int shared = args.elementwiseDims;
    if (args.axis < shared || args.axis >= data.dims.rank) return KernelStatus::BadArgument;
    const std::int64_t batches = data.dims.volume(0, shared);
    const std::int64_t outer = data.dims.volume(shared, args.axis);
    const std::int64_t length = data.dims[args.axis];
    const std::int64_t inner = data.dims.volume(args.axis + 1, data.dims.rank);
    const std::int64_t count = indices.dims.volume(shared, indices.dims.rank);
    std::int64_t target = 0;
    for (std::int64_t line = 0; line < batches * outer; ++line)
        for (std::int64_t i = 0; i < count; ++i) {
            const std::int64_t index = resolvedIndex(indices.as<std::int32_t>()[line / outer * count + i], length);
            if (index < 0) return KernelStatus::BadIndex;
            copyElements(out, target, data, (line * length + index) * inner, inner);
            target += inner;
        }
    return KernelStatus::Ok;
}

KernelStatus gatherElement(const TensorView& data, const TensorView& indices, const TensorView& out, int axis) {
    if (axis < 0 || axis >= data.dims.rank || indices.dims.rank != data.dims.rank) return KernelStatus::BadArgument;
    const Dims strides = linearStrides(data.dims);
    KernelStatus status = KernelStatus::Ok;
    std::int64_t target = 0;
    forEachIndex(indices.dims, [&](const Dims& at) {
        Dims source = at;
        source[axis] = resolvedIndex(indices.as<std::int32_t>()[target], data.dims[axis]);
        if (source[axis] < 0) status = KernelStatus::BadIndex;
        else copyElements(out, target, data, offsetOf(source, strides));
        ++target;
    });
    return status;
}

KernelStatus gatherNd(const TensorView& data, const TensorView& indices, const TensorView& out, int shared) {
    if (indices.dims.rank <= shared) return KernelStatus::BadArgument;
    const std::int64_t depth = indices.dims[indices.dims.rank - 1];
    if (shared + depth > data.dims.rank) return KernelStatus::BadArgument;
    const int firstKept = shared + static_cast<int>(depth);
    const std::int64_t run = data.dims.volume(firstKept, data.dims.rank);
    const std::int64_t batchVolume = data.dims.volume(shared, data.dims.rank);
    const std::int64_t perBatch = indices.dims.volume(shared, indices.dims.rank - 1);
    const std::int64_t count = data.dims.volume(0, shared) * perBatch;
    const Dims strides = linearStrides(data.dims);
    const std::int32_t* tuple = indices.as<std::int32_t>();
    for (std::int64_t i = 0; i < count; ++i, tuple += depth) {
        std::int64_t source = i / perBatch * batchVolume;
        for (int d = 0; d < depth; ++d) {
            const std::int64_t index = resolvedIndex(tuple[d], data.dims[shared + d]);
            if (index < 0) return KernelStatus::BadIndex;
            source += index * strides[shared + d];
        }
        copyElements(out, i * run, data, source, run);
    }
    return KernelStatus::Ok;
}

}  // namespace

KernelStatus gather(const TensorView& data, const TensorView& indices, const TensorView& out, const GatherArgs& args) {
    if (indices.type != DataType::Int32 || data.type != out.type || args.elementwiseDims < 0)
        return KernelStatus::BadArgument;
    if (args.mode == GatherMode::Element) return gatherElement(data, indices, out, args.axis);
    if (args.mode == GatherMode::Nd) return gatherNd(data, indices, out, args.elementwiseDims);
    return gatherDefault(data, indices, out, args);
}

}  // namespace planscope::kernels::reference
