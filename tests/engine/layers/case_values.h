// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/network/constant.h"
#include "engine/network/layer_def.h"

#include <cstdint>
#include <span>
#include <vector>

namespace planscope::layer_tests {

/// Bounds of random values: [low, high) for floating point, low ... high for integers.
struct ValueRange {
    double low, high;
    static ValueRange defaultOf(DataType type);
};

/// Uniform values that only `seed` decides.
std::vector<double> randomValues(const TensorType& type, ValueRange range, std::uint64_t seed);

/// A constant of any type but Fp8 from values in double. @pre as many values as the dims multiply to
ConstantPtr constantOf(const TensorType& type, std::span<const double> values);

/// The elements of a constant as doubles.
std::vector<double> valuesOf(const Constant& constant);

}  // namespace planscope::layer_tests
