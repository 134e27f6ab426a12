// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/network/layer_def.h"
#include "kernels/api/pointwise.h"

namespace planscope::layers::unary {

inline constexpr LayerKind kind{"unary"};

/// In TensorRT 8.6's order; IsNan is ours.
enum class UnaryKind : std::uint8_t {
    Exp,
    Log,
    Sqrt,
    Recip,
    Abs,
    Neg,
    Sin,
    Cos,
    Tan,
    Sinh,
    Cosh,
    Asin,
    Acos,
    Atan,
    Asinh,
    Acosh,
    Atanh,
    Ceil,
    Floor,
    Erf,
    Not,
    Sign,
    Round,
    IsInf,
    IsNan
};

/// Input: x, floating point; Abs, Neg and Sign also Int32; Not only Bool. IsInf and IsNan give Bool.
struct Attrs {
    UnaryKind kind = UnaryKind::Exp;
};

extern const LayerDef def;

PointwiseOp toPointwise(UnaryKind kind);
/// The layer as a program over its inputs. @pre validated
PointwiseProgram programOf(const LayerView& layer);

}  // namespace planscope::layers::unary

template <>
struct planscope::EnumWords<planscope::layers::unary::UnaryKind> {
    static constexpr std::string_view words[] = {
        "exp",  "log",   "sqrt",  "recip", "abs",  "neg",   "sin", "cos", "tan",  "sinh",  "cosh",   "asin",  "acos",
        "atan", "asinh", "acosh", "atanh", "ceil", "floor", "erf", "not", "sign", "round", "is_inf", "is_nan"};
};
