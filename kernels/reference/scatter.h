// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "kernels/api/kernel_status.h"
#include "kernels/api/gather_mode.h"
#include "kernels/api/tensor_view.h"

namespace planscope::kernels::reference {

struct ScatterArgs {
    ScatterMode mode = ScatterMode::Element;
    int axis = 0;  ///< of Element
    ScatterReduction reduction = ScatterReduction::None;
};

/// A copy of `data` with `updates` placed at `indices`, later ones winning, or combined with what is there, in order;
/// ONNX ScatterElements and ScatterND.
///
/// @param data, updates, out  any type, the same, but no Bool where updates are combined; integers wrap; @param indices  Int32. All Linear; negative indices from the end.
/// @return BadIndex for an index outside [-length, length)
KernelStatus scatter(const TensorView& data,
                     const TensorView& indices,
                     const TensorView& updates,
                     const TensorView& out,
                     const ScatterArgs& args);

}  // namespace planscope::kernels::reference
