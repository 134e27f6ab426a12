// SPDX-License-Identifier: Apache-2.0
#include "kernels/reference/element.h"

#include "kernels/api/half.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace planscope::kernels::reference {
namespace {

struct Range {
    std::int64_t low, high;
};

Range rangeOf(DataType type) {
    if (type == DataType::Int8) return {-128, 127};
    if (type == DataType::UInt8) return {0, 255};
    return {std::numeric_limits<std::int32_t>::min(), std::numeric_limits<std::int32_t>::max()};
}

std::int64_t wrapped(std::int64_t value, DataType type) {
    if (type == DataType::Int8) return static_cast<std::int8_t>(value);
    if (type == DataType::UInt8) return static_cast<std::uint8_t>(value);
    return static_cast<std::int32_t>(value);
}

std::int64_t truncated(double value, DataType type) {
    if (std::isnan(value)) return 0;
    const Range range = rangeOf(type);
    return static_cast<std::int64_t>(
        std::clamp(std::trunc(value), static_cast<double>(range.low), static_cast<double>(range.high)));
}

double rounded(double value, DataType type) {
    const auto single = static_cast<float>(value);
    return type == DataType::Half ? floatFromHalf(halfFromFloat(single)) : single;
}

}  // namespace

PointwiseValue loadElement(const TensorView& view, std::int64_t offset) {
    switch (view.type) {
    case DataType::Float: return PointwiseValue::ofReal(view.as<float>()[offset]);
    case DataType::Half: return PointwiseValue::ofReal(floatFromHalf(view.as<std::uint16_t>()[offset]));
    case DataType::Int32: return PointwiseValue::ofInteger(view.as<std::int32_t>()[offset]);
    case DataType::Int8: return PointwiseValue::ofInteger(view.as<std::int8_t>()[offset]);
    case DataType::Bool: return PointwiseValue::ofInteger(view.as<std::uint8_t>()[offset] != 0);
    default: return PointwiseValue::ofInteger(view.as<std::uint8_t>()[offset]);
    }
}

void storeElement(const TensorView& view, std::int64_t offset, PointwiseValue value) {
    switch (view.type) {
    case DataType::Float: view.as<float>()[offset] = static_cast<float>(value.real); return;
    case DataType::Half: view.as<std::uint16_t>()[offset] = halfFromFloat(static_cast<float>(value.real)); return;
    case DataType::Int32: view.as<std::int32_t>()[offset] = static_cast<std::int32_t>(value.integer); return;
    default: view.as<std::uint8_t>()[offset] = static_cast<std::uint8_t>(value.integer); return;
    }
}

PointwiseValue convertValue(PointwiseValue value, DataType from, DataType to) {
    if (to == DataType::Bool)
        return PointwiseValue::ofInteger(isIntegral(from) ? value.integer != 0 : value.real != 0);
    if (isIntegral(to))
        return PointwiseValue::ofInteger(isIntegral(from) ? wrapped(value.integer, to) : truncated(value.real, to));
    return PointwiseValue::ofReal(rounded(isIntegral(from) ? static_cast<double>(value.integer) : value.real, to));
}

}  // namespace planscope::kernels::reference
