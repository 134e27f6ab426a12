// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/network/layer_def.h"
#include "kernels/api/pointwise.h"

namespace planscope::layers::activation {

inline constexpr LayerKind kind{"activation"};

/// In TensorRT 8.6's order; formulas at PointwiseOp.
enum class ActivationKind : std::uint8_t {
    Relu,
    Sigmoid,
    Tanh,
    LeakyRelu,
    Elu,
    Selu,
    Softsign,
    Softplus,
    Clip,
    HardSigmoid,
    ScaledTanh,
    ThresholdedRelu
};

/// Input: x, floating point. Output: the same dims.
struct Attrs {
    ActivationKind kind = ActivationKind::Relu;
    float alpha = 0;  ///< finite; meaning as in PointwiseOp
    float beta = 0;   ///< finite
};

extern const LayerDef def;

PointwiseOp toPointwise(ActivationKind kind);
/// The layer as a program over its inputs. @pre validated
PointwiseProgram programOf(const LayerView& layer);

}  // namespace planscope::layers::activation

template <>
struct planscope::EnumWords<planscope::layers::activation::ActivationKind> {
    static constexpr std::string_view words[] = {"relu",
                                                 "sigmoid",
                                                 "tanh",
                                                 "leaky_relu",
                                                 "elu",
                                                 "selu",
                                                 "softsign",
                                                 "softplus",
                                                 "clip",
                                                 "hard_sigmoid",
                                                 "scaled_tanh",
                                                 "thresholded_relu"};
};
