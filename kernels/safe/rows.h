// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "kernels/safe/call.h"

#include <cstring>

/// Rows of elements as single-precision numbers and 32-bit integers. Part of every file that is compiled per instruction set, hence
/// nothing here has a symbol of its own.
namespace planscope::kernels::safe {
namespace {

constexpr int kRow = 256;  ///< elements that are worked on at once

template <class To, class From>
inline To bitsAs(From from) {
    static_assert(sizeof(To) == sizeof(From));
    To to;
    std::memcpy(&to, &from, sizeof to);
    return to;
}

/// As floatFromHalf, without branches.
inline float widened(std::uint16_t half) {
    const std::uint32_t magnitude = half & 0x7fffU;
    const float scaled = bitsAs<float>(magnitude << 13) * 0x1p+112F;
    const std::uint32_t finite = bitsAs<std::uint32_t>(scaled);
    const std::uint32_t special = 0x7f800000U | magnitude << 13;
    return bitsAs<float>((magnitude >= 0x7c00U ? special : finite) | static_cast<std::uint32_t>(half & 0x8000U) << 16);
}

/// As halfFromFloat, without branches.
inline std::uint16_t narrowed(float value) {
    const std::uint32_t bits = bitsAs<std::uint32_t>(value);
    const std::uint32_t magnitude = bits & 0x7fffffffU;
    const std::uint32_t normal = (magnitude + 0xfffU + (magnitude >> 13 & 1U) - 0x38000000U) >> 13;
    const std::uint32_t small = bitsAs<std::uint32_t>(bitsAs<float>(magnitude) + 0.5F) - 0x3f000000U;
    std::uint32_t half = magnitude < 0x38800000U ? small : normal;
    half = magnitude >= 0x47800000U ? 0x7c00U : half;
    half = magnitude > 0x7f800000U ? 0x7e00U : half;
    return static_cast<std::uint16_t>(half | (bits >> 16 & 0x8000U));
}

inline bool isReal(DataType type) { return type == DataType::Float || type == DataType::Half; }

template <class T, class To>
inline void convertRow(const unsigned char* from, std::int64_t count, To* to) {
    const T* elements = reinterpret_cast<const T*>(from);
    for (std::int64_t i = 0; i < count; ++i) to[i] = static_cast<To>(elements[i]);
}

inline void widenRow(const unsigned char* from, std::int64_t count, float* to) {
    const auto* halves = reinterpret_cast<const std::uint16_t*>(from);
    for (std::int64_t i = 0; i < count; ++i) to[i] = widened(halves[i]);
}

inline void narrowRow(const float* from, std::int64_t count, unsigned char* to) {
    auto* halves = reinterpret_cast<std::uint16_t*>(to);
    for (std::int64_t i = 0; i < count; ++i) halves[i] = narrowed(from[i]);
}

/// Elements of any type as Float; Int32 is rounded.
inline void loadReal(DataType type, const unsigned char* from, std::int64_t count, float* to) {
    if (type == DataType::Float) std::memcpy(to, from, static_cast<std::size_t>(count) * sizeof(float));
    else if (type == DataType::Half) widenRow(from, count, to);
    else if (type == DataType::Int32) convertRow<std::int32_t>(from, count, to);
    else if (type == DataType::Int8) convertRow<std::int8_t>(from, count, to);
    else convertRow<std::uint8_t>(from, count, to);
}

/// Elements of integral types.
inline void loadInteger(DataType type, const unsigned char* from, std::int64_t count, std::int32_t* to) {
    if (type == DataType::Int32) std::memcpy(to, from, static_cast<std::size_t>(count) * sizeof(std::int32_t));
    else if (type == DataType::Int8) convertRow<std::int8_t>(from, count, to);
    else convertRow<std::uint8_t>(from, count, to);
    if (type != DataType::Bool) return;
    for (std::int64_t i = 0; i < count; ++i) to[i] = to[i] != 0;
}

inline void storeReal(DataType type, const float* from, std::int64_t count, unsigned char* to) {
    if (type == DataType::Half) narrowRow(from, count, to);
    else std::memcpy(to, from, static_cast<std::size_t>(count) * sizeof(float));
}

/// The lowest bits; values are within the type.
inline void storeInteger(DataType type, const std::int32_t* from, std::int64_t count, unsigned char* to) {
    if (type == DataType::Int32) std::memcpy(to, from, static_cast<std::size_t>(count) * sizeof(std::int32_t));
    else
        for (std::int64_t i = 0; i < count; ++i) to[i] = static_cast<unsigned char>(from[i]);
}

template <class T>
inline T smaller(T a, T b) {
    return b < a ? b : a;
}

}  // namespace
}  // namespace planscope::kernels::safe
