// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "kernels/api/tensor_view.h"

namespace planscope::kernels {

/// softmax(Q K^T scale + mask) V over the last two axes. Each operand is read through a permutation, so that transposes of
/// heads and tokens need no layer of their own: axis i of Q is axis queryAxes[i] of the tensor. Empty: as it is.
struct AttentionArgs {
    float scale = 1;
    Dims queryAxes;   ///< gives [batch..., S, D]
    Dims keyAxes;     ///< gives [batch..., T, D]
    Dims valueAxes;   ///< gives [batch..., T, E]
    Dims outputAxes;  ///< axis i of the output is axis outputAxes[i] of [batch..., S, E]
};

/// A tensor as it is read through a permutation.
struct Permuted {
    float* data = nullptr;
    Dims dims, strides;
};

inline Permuted permuted(const TensorView& view, const Dims& axes) {
    const Dims strides = linearStrides(view.dims);
    Permuted out{view.as<float>(), view.dims, strides};
    for (int i = 0; i < axes.rank; ++i) {
        out.dims[i] = view.dims[static_cast<int>(axes[i])];
        out.strides[i] = strides[static_cast<int>(axes[i])];
    }
    return out;
}

/// What is written through a permutation: axis i of the tensor is axis axes[i] of the result.
inline Permuted unpermuted(const TensorView& view, const Dims& axes) {
    const Dims strides = linearStrides(view.dims);
    Permuted out{view.as<float>(), view.dims, strides};
    for (int i = 0; i < axes.rank; ++i) {
        out.dims[static_cast<int>(axes[i])] = view.dims[i];
        out.strides[static_cast<int>(axes[i])] = strides[i];
    }
    return out;
}

/// Where a mask that broadcasts to `dims` is read: stride 0 along axes that it does not have.
inline Permuted broadcastMask(const TensorView& mask, const Dims& dims) {
    const Dims strides = linearStrides(mask.dims);
    Permuted out{mask.as<float>(), dims, Dims::filled(dims.rank, 0)};
    for (int i = 0; i < mask.dims.rank; ++i)
        if (mask.dims[i] != 1) out.strides[i + dims.rank - mask.dims.rank] = strides[i];
    return out;
}

/// Offset of batch number `index`, counted row by row over all axes but the last two.
inline std::int64_t batchOffset(const Permuted& tensor, std::int64_t index) {
    std::int64_t offset = 0;
    for (int i = tensor.dims.rank - 3; i >= 0; --i) {
        offset += index % tensor.dims[i] * tensor.strides[i];
        index /= tensor.dims[i];
    }
    return offset;
}

}  // namespace planscope::kernels
