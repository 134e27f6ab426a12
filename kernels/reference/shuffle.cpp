// SPDX-License-Identifier: Apache-2.0
#include "kernels/reference/shuffle.h"

#include "kernels/reference/index_walk.h"

#include <vector>

namespace planscope::kernels::reference {
namespace {

bool isPermutation(const Dims& permutation) {
    unsigned seen = 0;
    for (const std::int64_t axis : permutation) {
        if (axis < 0 || axis >= permutation.rank) return false;
        seen |= 1U << axis;
    }
    return seen == (1U << permutation.rank) - 1;
}

Dims permuted(const Dims& dims, const Dims& permutation) {
    Dims out = dims;
    for (int i = 0; i < dims.rank; ++i) out[i] = dims[static_cast<int>(permutation[i])];
    return out;
}

Dims identity(int rank) {
    Dims out;
    for (int i = 0; i < rank; ++i) out.push(i);
    return out;
}

}  // namespace

KernelStatus transpose(const TensorView& in, const TensorView& out, const Dims& permutation) {
    if (permutation.rank != in.dims.rank || !isPermutation(permutation)) return KernelStatus::BadArgument;
    const Dims strides = permuted(linearStrides(in.dims), permutation);
    std::int64_t target = 0;
    forEachIndex(permuted(in.dims, permutation),
                 [&](const Dims& index) { copyElements(out, target++, in, offsetOf(index, strides)); });
    return KernelStatus::Ok;
}

KernelStatus shuffle(const TensorView& in, const TensorView& out, const ShuffleArgs& args) {
    if (in.volume() != out.volume()) return KernelStatus::BadArgument;
    const Dims first = args.firstTranspose.rank == 0 ? identity(in.dims.rank) : args.firstTranspose;
    const Dims second = args.secondTranspose.rank == 0 ? identity(out.dims.rank) : args.secondTranspose;
    if (first.rank != in.dims.rank || second.rank != out.dims.rank) return KernelStatus::BadArgument;
    if (!isPermutation(first) || !isPermutation(second)) return KernelStatus::BadArgument;

    std::vector<std::byte> buffer(in.bytes());
    const TensorView turned{buffer.data(), in.type, permuted(in.dims, first), Format::linear()};
    if (const KernelStatus status = transpose(in, turned, first); status != KernelStatus::Ok) return status;

    TensorView reshaped = turned;
    reshaped.dims = out.dims;
    for (int i = 0; i < out.dims.rank; ++i) reshaped.dims[static_cast<int>(second[i])] = out.dims[i];
    return transpose(reshaped, out, second);
}

}  // namespace planscope::kernels::reference
