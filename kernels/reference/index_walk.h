// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "kernels/api/tensor_view.h"

#include <cstring>

namespace planscope::kernels::reference {

/// Calls visit(index) for every index of `dims`, in row-major order; once for rank 0, never for an empty tensor.
template <class Visit>
void forEachIndex(const Dims& dims, Visit visit) {
    const std::int64_t count = dims.volume();
    Dims index = Dims::filled(dims.rank, 0);
    for (std::int64_t done = 0; done < count; ++done) {
        visit(static_cast<const Dims&>(index));
        for (int axis = dims.rank - 1; axis >= 0 && ++index[axis] == dims[axis]; --axis) index[axis] = 0;
    }
}

/// Position of an index under element strides.
inline std::int64_t offsetOf(const Dims& index, const Dims& strides) {
    std::int64_t offset = 0;
    for (int i = 0; i < index.rank; ++i) offset += index[i] * strides[i];
    return offset;
}

/// Copies `count` consecutive elements of the views' common type.
inline void copyElements(const TensorView& to,
                         std::int64_t toOffset,
                         const TensorView& from,
                         std::int64_t fromOffset,
                         std::int64_t count = 1) {
    const auto size = static_cast<std::int64_t>(sizeOf(from.type));
    if (count > 0)
        std::memcpy(to.as<char>() + toOffset * size, from.as<char>() + fromOffset * size,
                    static_cast<std::size_t>(count * size));
}

/// `index`, counted from the end if negative, or -1 if it lies outside [-length, length).
constexpr std::int64_t resolvedIndex(std::int64_t index, std::int64_t length) {
    if (index < -length || index >= length) return -1;
    return index < 0 ? index + length : index;
}

}  // namespace planscope::kernels::reference
