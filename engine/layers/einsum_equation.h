// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/base/result.h"
#include "kernels/api/dims.h"
#include "kernels/reference/einsum.h"

#include <span>
#include <string_view>
#include <vector>

namespace planscope::layers {

/// An Einstein summation. Strides of operands whose extents are open are 0.
struct EinsumPlan {
    Dims out;   ///< extents of the output
    Dims sums;  ///< extents of the indices that are summed over
    std::vector<kernels::reference::EinsumOperand> operands;
};

/// Reads an equation such as "bij,bjk->bik". Letters are indices; one that stands twice in an operand takes its
/// diagonal. Without "->" the output has the indices that stand once, in alphabetical order, as in NumPy. "..." stands
/// for the axes that have no letter, which broadcast from the right. Blanks do not matter.
///
/// @errors Code::Attribute for what is no equation or does not fit the operands' ranks, Code::Shape for extents that
///         disagree, Code::Limit
Result<EinsumPlan> planEinsum(std::string_view equation, std::span<const Dims> operands);

}  // namespace planscope::layers
