// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/data/batches.h"

#include <string_view>

namespace planscope::data {

/// An array as NumPy stores it: C order, little-endian numbers.
struct NumpyArray {
    char kind = 'f';              ///< f, i, u or b, as in NumPy's type words
    int bytesPerElement = 4;
    Dims dims;
    std::vector<std::byte> data;
};

/// The largest array that is read, bytes.
inline constexpr std::size_t kMaxArrayBytes = std::size_t{2} << 30;

/// Reads what an .npy file holds. @errors Code::Format, Code::UnsupportedType, Code::Limit
Result<NumpyArray> parseNumpy(std::span<const std::byte> bytes);

/// How many batches of the input the array holds: 1 where the dims are those of the input, else its first axis is divided by the
/// input's. @errors Code::Shape
Result<std::size_t> batchesIn(const NumpyArray& array, const InputInfo& input);

/// One batch in the input's type and dims. Integers that do not fit are refused, reals are rounded.
/// @pre batch < *batchesIn(array, input); @errors Code::DataType where the numbers are of another sort, Code::Value
Result<ConstantPtr> batchOf(const NumpyArray& array, const InputInfo& input, std::size_t batch);

}  // namespace planscope::data
