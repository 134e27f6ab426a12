// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "kernels/safe/call.h"

/// Words that several checks use.
namespace planscope::kernels::safe {
namespace {

constexpr std::int64_t kMostElements = (std::int64_t{1} << 31) - 1;

/// The record that the parameters are, or null where they are too short or not aligned.
template <class Record>
const Record* recordOf(const Call& call, std::uint64_t count = 1) {
    if (!call.parameters || call.parameterBytes != count * sizeof(Record)) return nullptr;
    if (reinterpret_cast<std::uintptr_t>(call.parameters) % 8 != 0) return nullptr;
    return reinterpret_cast<const Record*>(call.parameters);
}

inline bool isRealType(DataType type) { return type == DataType::Float || type == DataType::Half; }
inline bool isByte(DataType type) { return type == DataType::Int8 || type == DataType::UInt8; }
inline bool isWithin(std::int64_t value, std::int64_t low, std::int64_t high) { return value >= low && value <= high; }
inline bool isFlag(std::int32_t value) { return value == 0 || value == 1; }

/// Product of positive numbers, or 0 where it passes kMostElements or one of them is below 1.
inline std::int64_t product(std::int64_t a, std::int64_t b) {
    if (a < 1 || b < 1 || a > kMostElements || b > kMostElements) return 0;
    return a * b > kMostElements ? 0 : a * b;
}
inline std::int64_t product(std::int64_t a, std::int64_t b, std::int64_t c) { return product(product(a, b), c); }

/// One input and one output of the same type, or both real.
inline bool isOneToOne(const Call& call) {
    if (call.inputCount != 1 || call.outputCount != 1) return false;
    const DataType in = call.inputs[0].type, out = call.outputs[0].type;
    return in == out || (isRealType(in) && isRealType(out));
}

constexpr std::uint64_t kMostScratch = std::uint64_t{1} << 32;

inline Checked accepted(std::uint64_t scratchBytes) { return {scratchBytes <= kMostScratch, scratchBytes}; }

}  // namespace
}  // namespace planscope::kernels::safe
