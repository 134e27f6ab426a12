// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "kernels/api/gather_mode.h"
#include "kernels/api/kernel_status.h"
#include "kernels/api/tensor_view.h"
#include "kernels/cpu/cpu_features.h"

namespace planscope::kernels::cpu {

struct ScatterArgs {
    ScatterMode mode = ScatterMode::Element;
    int axis = 0;  ///< of Element
    ScatterReduction reduction = ScatterReduction::None;
};

/// ONNX ScatterElements and ScatterND: a copy of `data` with `updates` placed at `indices`, later ones winning, or combined with
/// what is there in order, whatever the number of threads.
/// @param data, updates, out  Float, or Int32 where nothing is combined, the same; @param indices  Int32. All Linear; negative
///   indices count from the end.
/// @return BadIndex, with unspecified output, for an index outside [-length, length)
KernelStatus scatter(const TensorView& data, const TensorView& indices, const TensorView& updates, const TensorView& out,
                     const ScatterArgs& args, const Execution& execution) noexcept;

}  // namespace planscope::kernels::cpu
