// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstddef>
#include <cstdint>

namespace planscope {

/// Element types, in TensorRT 8.6's order. INT64 and DOUBLE do not exist: the importer narrows them.
enum class DataType : std::uint8_t {
    Float,  ///< IEEE binary32
    Half,   ///< IEEE binary16
    Int8,   ///< a quantised float; needs a scale
    Int32,
    Bool,   ///< one byte, 0 or 1
    UInt8,
    Fp8,    ///< E4M3; known by name, refused everywhere
};

inline constexpr int kDataTypeCount = 7;

constexpr std::size_t sizeOf(DataType type) {
    switch (type) {
    case DataType::Float:
    case DataType::Int32: return 4;
    case DataType::Half: return 2;
    default: return 1;
    }
}

}  // namespace planscope
