// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "kernels/api/kernel_status.h"
#include "kernels/api/recurrent.h"
#include "kernels/api/tensor_view.h"

namespace planscope::kernels::reference {

/// The tensors of a recurrent layer; Float but for `lengths`, Linear. T steps, N sequences, D directions, G gates, H units, I
/// elements of the input. Null: left out.
struct RecurrentTensors {
    TensorView in;                           ///< [T,N,I], or [N,T,I] where the batch is first
    TensorView weights;                      ///< [D,G*H,I]
    TensorView recurrentWeights;             ///< [D,G*H,H]
    const TensorView* bias = nullptr;        ///< [D,2*G*H]: of the input's product, then of the state's
    const TensorView* lengths = nullptr;     ///< Int32 [N]: steps of each sequence, in [0, T]
    const TensorView* hidden = nullptr;      ///< [D,N,H], or [N,D,H]: the first state; 0 where left out
    const TensorView* cell = nullptr;        ///< the same, Lstm only
    const TensorView* peepholes = nullptr;   ///< [D,3*H]: input, output, forget gate; Lstm only
    TensorView out;                          ///< [T,D,N,H], or [N,T,D,H]: every state; 0 beyond a sequence's length
    TensorView lastHidden;                   ///< as `hidden`: the state after the last step of each sequence
    TensorView lastCell;                     ///< as `cell`; Lstm only
};

/// Each unit's gates, step after step; sums in double, states rounded to Float after every step.
/// @return BadIndex where a length lies outside [0, T]
KernelStatus recurrent(const RecurrentTensors& tensors, const RecurrentRule& rule);

}  // namespace planscope::kernels::reference
