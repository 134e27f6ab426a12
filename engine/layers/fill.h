// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/network/layer_def.h"
#include "kernels/api/fill_operation.h"

namespace planscope::layers::fill {

inline constexpr LayerKind kind{"fill"};

/// Inputs: none, an Int32 list that replaces `dims`, or that list and two that replace alpha and beta: start (one element)
/// and delta (one element per axis), both of the output's type. A difference other than 0 that is no input needs one axis.
/// The random operations are refused: their results could not be repeated.
struct Attrs {
    FillOperation operation = FillOperation::Linspace;
    Dims dims;                        ///< of the output
    float alpha = 0;                  ///< Linspace: first value
    float beta = 1;                   ///< Linspace: difference per element; 0 fills with alpha, whatever the rank
    DataType type = DataType::Float;  ///< of the output
};

extern const LayerDef def;

}  // namespace planscope::layers::fill
