// SPDX-License-Identifier: Apache-2.0
#include "kernels/reference/reverse_sequence.h"

#include "kernels/reference/index_walk.h"

namespace planscope::kernels::reference {
namespace {

bool isAxis(int axis, const Dims& dims) {
    return axis >= 0 && axis < dims.rank;
}

}  // namespace

KernelStatus reverseSequence(const TensorView& in,
                             const TensorView& lengths,
                             const TensorView& out,
                             const ReverseSequenceArgs& args) {
    if (!isAxis(args.batchAxis, in.dims) || !isAxis(args.sequenceAxis, in.dims) || args.batchAxis == args.sequenceAxis)
        return KernelStatus::BadArgument;
    if (lengths.type != DataType::Int32 || in.type != out.type || in.dims != out.dims ||
        lengths.volume() != in.dims[args.batchAxis])
        return KernelStatus::BadArgument;
    for (std::int64_t i = 0; i < lengths.volume(); ++i)
        if (lengths.as<std::int32_t>()[i] < 0 || lengths.as<std::int32_t>()[i] > in.dims[args.sequenceAxis])
            return KernelStatus::BadIndex;
    const Dims strides = linearStrides(in.dims);
    std::int64_t target = 0;
    forEachIndex(in.dims, [&](const Dims& at) {
        const std::int64_t length = lengths.as<std::int32_t>()[at[args.batchAxis]];
        Dims source = at;
        if (at[args.sequenceAxis] < length) source[args.sequenceAxis] = length - 1 - at[args.sequenceAxis];
        copyElements(out, target++, in, offsetOf(source, strides));
    });
    return KernelStatus::Ok;
}

}  // namespace planscope::kernels::reference
