// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "kernels/api/format.h"

namespace planscope {

/// A borrowed tensor in memory that the caller can address. Never owns; kernels read inputs and write outputs through
/// it. Inputs and outputs of one call do not overlap unless the kernel's header says so.
struct TensorView {
    void* data = nullptr;
    DataType type = DataType::Float;
    Dims dims;
    Format format;

    template <class T>
    T* as() const {
        return static_cast<T*>(data);
    }
    std::int64_t volume() const { return dims.volume(); }
    std::size_t bytes() const { return storageBytes(type, dims, format); }
};

/// Row-major element strides of `dims` in Linear format.
constexpr Dims linearStrides(const Dims& dims) {
    Dims out = Dims::filled(dims.rank, 1);
    for (int i = dims.rank - 2; i >= 0; --i) out[i] = out[i + 1] * dims[i + 1];
    return out;
}

}  // namespace planscope
