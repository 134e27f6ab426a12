// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/network/attributes.h"

#include <cstdint>
#include <string_view>

namespace planscope::layers {

/// How the extents of a windowed layer and its padding follow from each other, in TensorRT 8.6's order. Every mode
/// but the first two ignores explicit paddings, or parts of them; see engine/layers/window.h for the formulas.
enum class PaddingMode : std::uint8_t {
    ExplicitRoundDown,
    ExplicitRoundUp,
    SameUpper,       ///< output = ceil(input / stride), the odd element of padding at the end
    SameLower,       ///< the same, the odd element at the start
    CaffeRoundDown,  ///< prePadding on both sides
    CaffeRoundUp,
};

}  // namespace planscope::layers

template <>
struct planscope::EnumWords<planscope::layers::PaddingMode> {
    static constexpr std::string_view words[] = {
        "explicit_round_down", "explicit_round_up", "same_upper", "same_lower", "caffe_round_down", "caffe_round_up"};
};
