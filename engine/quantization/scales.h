// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/base/result.h"

#include <map>
#include <string>
#include <string_view>

namespace planscope::quantization {

/// Who says how a tensor is quantised.
enum class ScaleSource : std::uint8_t {
    Calibration,
    DynamicRange,  ///< set by a person or program, which is taken before what calibration says
    Assumed,       ///< nobody said anything; results mean nothing
};

/// "by calibration", "by its dynamic range", "by assumption".
std::string_view toString(ScaleSource source);

struct TensorScale {
    float scale = 0;  ///< x = scale * q, q in [-128, 127]; above zero and finite
    ScaleSource source = ScaleSource::Calibration;
};

/// Scales of activation tensors by the names that the tensors have in the imported network.
struct Scales {
    std::map<std::string, TensorScale, std::less<>> tensors{};
    std::string origin{};  ///< file of the calibration cache, for people; may be empty

    bool empty() const { return tensors.empty(); }
    /// Null where nothing is known of the tensor.
    const TensorScale* find(std::string_view name) const;
};

/// The largest quantised magnitude: what a range is divided by.
inline constexpr float kLargestInteger = 127.0F;

/// Sets the scale of one tensor, whatever was known before. Ranges are symmetric: the larger magnitude counts.
/// @errors Code::Option where the range is empty, zero or not finite
Status setDynamicRange(Scales& scales, std::string name, float min, float max);

}  // namespace planscope::quantization
