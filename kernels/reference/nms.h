// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "kernels/api/box_format.h"
#include "kernels/api/kernel_status.h"
#include "kernels/api/tensor_view.h"

namespace planscope::kernels::reference {

struct NmsArgs {
    BoxFormat format = BoxFormat::CornerPairs;
    std::int64_t maxPerClass = 0;   ///< boxes kept per batch entry and class
    std::int64_t candidates = 0;    ///< best boxes that are looked at per batch entry and class
    float overlap = 0;              ///< a box that overlaps a better one by more (intersection over union) is dropped
    float score = 0;                ///< a box must score more than this
};

/// Non-maximum suppression for every batch entry and class; of equal scores the earlier box is better.
/// @param boxes    Float [B,N,4], or [B,N,C,4] for boxes of their own per class
/// @param scores   Float [B,N,C]
/// @param indices  Int32, rows of (batch entry, class, box): by batch entry and class, then from the best box down; memory for
///                 as many rows as args allow
/// @param count    receives the number of rows
KernelStatus nms(const TensorView& boxes, const TensorView& scores, const TensorView& indices, const NmsArgs& args,
                 std::int64_t& count);

}  // namespace planscope::kernels::reference
