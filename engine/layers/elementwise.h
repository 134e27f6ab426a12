// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/network/layer_def.h"
#include "kernels/api/pointwise.h"

namespace planscope::layers::elementwise {

inline constexpr LayerKind kind{"elementwise"};

/// In TensorRT 8.6's order.
enum class ElementwiseKind : std::uint8_t {
    Sum,
    Prod,
    Max,
    Min,
    Sub,
    Div,
    Pow,
    FloorDiv,
    And,
    Or,
    Xor,
    Equal,
    Greater,
    Less
};

/// Inputs: a, b of one type; they broadcast by the ONNX rule (a lower rank is aligned at the right). And, Or and Xor
/// take and give Bool; Equal, Greater and Less give Bool.
struct Attrs {
    ElementwiseKind kind = ElementwiseKind::Sum;
};

extern const LayerDef def;

PointwiseOp toPointwise(ElementwiseKind kind);
/// The layer as a program over its inputs. @pre validated
PointwiseProgram programOf(const LayerView& layer);

}  // namespace planscope::layers::elementwise

template <>
struct planscope::EnumWords<planscope::layers::elementwise::ElementwiseKind> {
    static constexpr std::string_view words[] = {
        "sum", "prod", "max", "min", "sub", "div", "pow", "floor_div", "and", "or", "xor", "equal", "greater", "less"};
};
