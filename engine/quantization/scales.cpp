// SPDX-License-Identifier: Apache-2.0
#include "engine/quantization/scales.h"

#include "engine/base/check.h"

#include <algorithm>
#include <cmath>

namespace planscope::quantization {

std::string_view toString(ScaleSource source) {
    constexpr std::string_view kWords[] = {"by calibration", "by its dynamic range", "by assumption"};
    return kWords[static_cast<std::size_t>(source)];
}

const TensorScale* Scales::find(std::string_view name) const {
    const auto at = tensors.find(name);
    return at == tensors.end() ? nullptr : &at->second;
}

Status setDynamicRange(Scales& scales, std::string name, float min, float max) {
    const float range = std::max(std::abs(min), std::abs(max));
    const float scale = range / kLargestInteger;
    PS_CHECK(std::isfinite(min) && std::isfinite(max) && min <= max && scale > 0, Code::Option,
             "the dynamic range [{}, {}] of tensor '{}' must be finite, in order and more than zero", min, max, name);
    scales.tensors.insert_or_assign(std::move(name), TensorScale{scale, ScaleSource::DynamicRange});
    return {};
}

}  // namespace planscope::quantization
