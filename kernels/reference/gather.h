// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "kernels/api/kernel_status.h"
#include "kernels/api/gather_mode.h"
#include "kernels/api/tensor_view.h"

namespace planscope::kernels::reference {

struct GatherArgs {
    GatherMode mode = GatherMode::Default;
    int axis = 0;             ///< in [0, rank of data); unused by Nd
    int elementwiseDims = 0;  ///< leading axes that data and indices share
};

/// Selects elements. Negative indices count from the end.
///
/// Default, Element: along `axis`, as ONNX Gather and GatherElements; Nd: as ONNX GatherND with batch_dims =
/// elementwiseDims. Default with elementwiseDims b keeps the first b axes in step.
/// @param data, out  any type, the same; @param indices  Int32. All Linear.
/// @return BadIndex for an index outside [-length, length)
KernelStatus gather(const TensorView& data, const TensorView& indices, const TensorView& out, const GatherArgs& args);

}  // namespace planscope::kernels::reference
