// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/network/attributes.h"
#include "kernels/api/box_format.h"
#include "kernels/api/fill_operation.h"
#include "kernels/api/gather_mode.h"
#include "kernels/api/matrix_operation.h"
#include "kernels/api/pooling_kind.h"
#include "kernels/api/reduce_kind.h"
#include "kernels/api/resize_mode.h"
#include "kernels/api/sample_mode.h"
#include "kernels/api/scale_mode.h"
#include "kernels/api/top_k_operation.h"

#include <string_view>

/// Words of the enumerations in kernels/api. Those of enumerations that only the engine knows stand next to them.
namespace planscope {

template <>
struct EnumWords<BoxFormat> {
    static constexpr std::string_view words[] = {"corner_pairs", "center_sizes"};
};

template <>
struct EnumWords<FillOperation> {
    static constexpr std::string_view words[] = {"linspace", "random_uniform", "random_normal"};
};

template <>
struct EnumWords<GatherMode> {
    static constexpr std::string_view words[] = {"default", "element", "nd"};
};

template <>
struct EnumWords<MatrixOperation> {
    static constexpr std::string_view words[] = {"none", "transpose", "vector"};
};

template <>
struct EnumWords<PoolingKind> {
    static constexpr std::string_view words[] = {"max", "average", "max_average_blend"};
};

template <>
struct EnumWords<PoolingIndices> {
    static constexpr std::string_view words[] = {"none", "row_major", "column_major"};
};

template <>
struct EnumWords<ReduceKind> {
    static constexpr std::string_view words[] = {"sum", "prod", "max", "min", "avg"};
};

template <>
struct EnumWords<ResizeMode> {
    static constexpr std::string_view words[] = {"nearest", "linear", "cubic"};
};

template <>
struct EnumWords<ResizeCoordinate> {
    static constexpr std::string_view words[] = {
        "align_corners", "asymmetric", "half_pixel", "pytorch_half_pixel", "tf_half_pixel_for_nn"};
};

template <>
struct EnumWords<ResizeRound> {
    static constexpr std::string_view words[] = {"half_up", "half_down", "floor", "ceil"};
};

template <>
struct EnumWords<ResizeSelector> {
    static constexpr std::string_view words[] = {"formula", "upper"};
};

template <>
struct EnumWords<SampleMode> {
    static constexpr std::string_view words[] = {"strict_bounds", "wrap", "clamp", "fill", "reflect"};
};

template <>
struct EnumWords<ScaleMode> {
    static constexpr std::string_view words[] = {"uniform", "channel", "elementwise"};
};

template <>
struct EnumWords<ScatterMode> {
    static constexpr std::string_view words[] = {"element", "nd"};
};

template <>
struct EnumWords<ScatterReduction> {
    static constexpr std::string_view words[] = {"none", "add", "mul", "max", "min"};
};

template <>
struct EnumWords<TopKOperation> {
    static constexpr std::string_view words[] = {"max", "min"};
};

/// The word of an enumerator: word(ReduceKind::Avg) is "avg".
template <class E>
constexpr std::string_view word(E value) {
    return EnumWords<E>::words[static_cast<std::size_t>(value)];
}

}  // namespace planscope
