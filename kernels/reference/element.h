// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "kernels/api/tensor_view.h"
#include "kernels/reference/pointwise.h"

namespace planscope::kernels::reference {

/// Types whose values PointwiseValue holds in `integer`.
constexpr bool isIntegral(DataType type) { return type != DataType::Float && type != DataType::Half; }

/// Element number `offset` of a tensor of any type but Fp8.
PointwiseValue loadElement(const TensorView& view, std::int64_t offset);

/// Stores a value that convertValue() or evaluateStep() made for the view's type.
void storeElement(const TensorView& view, std::int64_t offset, PointwiseValue value);

/// PointwiseOp::Cast: see evaluateStep().
PointwiseValue convertValue(PointwiseValue value, DataType from, DataType to);

}  // namespace planscope::kernels::reference
