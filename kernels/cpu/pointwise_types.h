// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "kernels/api/data_type.h"
#include "kernels/cpu/pointwise_isa.h"

/// Which types pointwise programs read and write, and how.
namespace planscope::kernels::cpu {

inline constexpr int kMaxSlots = 24;  ///< results that are alive at once

inline bool isByte(DataType type) { return type == DataType::Int8 || type == DataType::UInt8; }
inline bool isReadable(DataType type) {
    return type == DataType::Float || type == DataType::Half || type == DataType::Bool || type == DataType::Int32 || isByte(type);
}
inline bool isWritable(DataType type) { return isReadable(type) && type != DataType::Int32; }
inline bool isInteger(DataType type) { return type == DataType::Int32 || isByte(type); }

/// Kept in memory otherwise than as the floats that tiles are made of.
inline bool isConverted(DataType type) { return isInteger(type) || type == DataType::Half; }

inline StoredTile tileOf(DataType type) {
    if (type == DataType::Half) return kHalfTile;
    if (type == DataType::Int32) return kInt32Tile;
    return type == DataType::Int8 ? kInt8Tile : kUInt8Tile;
}

}  // namespace planscope::kernels::cpu
