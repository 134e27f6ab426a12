// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/base/result.h"
#include "kernels/api/pointwise.h"

#include <string>
#include <string_view>

namespace planscope {

/// "relu", "sum", "select" ...
std::string_view toString(PointwiseOp op);

/// One expression per shared value, then the result: "relu(sum(i0, i1))", "t0 = sigmoid(i0); prod(i0, t0)",
/// "clip(i0, alpha=0, beta=6)", "cast(i0, i32)". Values used once are written in place.
std::string toString(const PointwiseProgram& program);

/// Parses what toString prints. @errors Code::Format naming the offending word and its position; Code::Limit beyond
/// kMaxPointwiseSteps or kMaxPointwiseInputs
Result<PointwiseProgram> parsePointwise(std::string_view text);

/// `outer` applied to the result of `inner`: input `slot` of `outer` is replaced by `inner`; the remaining inputs of
/// `outer` follow those of `inner` in order.
/// @errors Code::Limit when the result would exceed the limits of a program
Result<PointwiseProgram> compose(const PointwiseProgram& inner, const PointwiseProgram& outer, int slot);

}  // namespace planscope
