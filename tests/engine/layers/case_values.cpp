// SPDX-License-Identifier: Apache-2.0
#include "tests/engine/layers/case_values.h"

#include "kernels/api/half.h"

#include <cmath>
#include <random>

namespace planscope::layer_tests {
namespace {

bool isReal(DataType type) {
    return type == DataType::Float || type == DataType::Half;
}

template <class T>
ConstantPtr converted(const TensorType& type, std::span<const double> values) {
    std::vector<T> elements;
    for (const double value : values) elements.push_back(static_cast<T>(value));
    return Constant::of<T>(type.type, type.dims, elements);
}

template <class T>
std::vector<double> widened(const Constant& constant) {
    const auto elements = constant.as<T>();
    return {elements.begin(), elements.end()};
}

}  // namespace

ValueRange ValueRange::defaultOf(DataType type) {
    if (isReal(type)) return {-1, 1};
    if (type == DataType::Bool) return {0, 1};
    return type == DataType::UInt8 ? ValueRange{0, 8} : ValueRange{-4, 4};
}

std::vector<double> randomValues(const TensorType& type, ValueRange range, std::uint64_t seed) {
    std::mt19937_64 generator(seed);
    std::vector<double> out(static_cast<std::size_t>(type.dims.volume()));
    for (double& value : out) {
        const double unit = static_cast<double>(generator() >> 11) * 0x1p-53;
        value = isReal(type.type) ? range.low + unit * (range.high - range.low)
                                  : range.low + std::floor(unit * (range.high - range.low + 1));
    }
    return out;
}

ConstantPtr constantOf(const TensorType& type, std::span<const double> values) {
    switch (type.type) {
    case DataType::Float:
        return converted<float>(type, values);
    case DataType::Int32:
        return converted<std::int32_t>(type, values);
    case DataType::Int8:
        return converted<std::int8_t>(type, values);
    case DataType::Half: {
        std::vector<std::uint16_t> bits;
        for (const double value : values) bits.push_back(halfFromFloat(static_cast<float>(value)));
        return Constant::of<std::uint16_t>(type.type, type.dims, bits);
    }
    default:
        return converted<std::uint8_t>(type, values);
    }
}

std::vector<double> valuesOf(const Constant& constant) {
    switch (constant.type()) {
    case DataType::Float:
        return widened<float>(constant);
    case DataType::Int32:
        return widened<std::int32_t>(constant);
    case DataType::Int8:
        return widened<std::int8_t>(constant);
    case DataType::Half: {
        std::vector<double> out;
        for (const std::uint16_t bits : constant.as<std::uint16_t>()) out.push_back(floatFromHalf(bits));
        return out;
    }
    default:
        return widened<std::uint8_t>(constant);
    }
}

}  // namespace planscope::layer_tests
