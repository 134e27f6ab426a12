// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/quantization/scales.h"

#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace planscope::quantization {

/// TensorRT's calibration cache as text:
///
///   TRT-8612-EntropyCalibration2
///   data: 3c008912
///
/// the name of the algorithm, then per tensor its name and the bits of its scale as a single-precision number. Names may
/// contain colons; the last one counts.
struct CalibrationCache {
    int version = 0;          ///< of the TensorRT that wrote it: 8612 for 8.6.12
    std::string algorithm{};  ///< "EntropyCalibration2"
    std::map<std::string, float, std::less<>> scales{};  ///< 0: the tensor was zero in all batches
};

inline constexpr std::size_t kMaxCacheBytes = std::size_t{64} << 20;

/// The number that stands in the first line of caches written here.
int cacheVersion();

/// @errors Code::Format with the line for what is no cache or no scale; Code::Limit above kMaxCacheBytes
Result<CalibrationCache> parseCalibrationCache(std::string_view text);

/// Tensors in order of their names. @errors Code::Value for a name that no line can hold
Result<std::string> printCalibrationCache(const CalibrationCache& cache);

/// @errors as parseCalibrationCache and Code::File, with the file as subject
Result<CalibrationCache> readCalibrationCache(const std::filesystem::path& file);

/// Scales of zero are left out: such tensors have none.
Scales scalesOf(const CalibrationCache& cache);

}  // namespace planscope::quantization
