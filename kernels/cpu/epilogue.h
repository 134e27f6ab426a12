// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "kernels/cpu/pointwise.h"

namespace planscope::kernels::cpu {

/// What a kernel applies, while it is still in the cache, to the part of its output that it has just computed.
struct Epilogue {
    /// Prepared for the kernel's output (dims, format, Float) with input 0 of that same description; null: nothing.
    const PointwisePlan* plan = nullptr;
    /// Data of the inputs after input 0; a residual may be any tensor of a form that the plan took.
    std::span<const void* const> inputs;

    /// Applies to elements [first, first + count) of the memory at `out`.
    void apply(void* out, std::int64_t first, std::int64_t count) const noexcept {
        if (!plan) return;
        const void* data[kMaxPointwiseInputs] = {out};
        for (std::size_t i = 0; i < inputs.size() && i + 1 < kMaxPointwiseInputs; ++i) data[i + 1] = inputs[i];
        plan->runRange({data, inputs.size() + 1}, out, first, count);
    }
};

}  // namespace planscope::kernels::cpu
