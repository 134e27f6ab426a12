// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "kernels/api/kernel_status.h"
#include "kernels/api/pointwise.h"
#include "kernels/api/tensor_view.h"
#include "kernels/cpu/cpu_features.h"
#include "kernels/cpu/int8_isa.h"

#include <optional>
#include <span>

namespace planscope::kernels::cpu {

/// quantize(bound(x)) of Float elements in one go.
class ByteQuantize {
public:
    /// @param inputs, out  descriptions; the input has the dims and the format of `out`
    /// @return nothing for other programs
    static std::optional<ByteQuantize> make(const PointwiseProgram& program, std::span<const TensorView> inputs, const TensorView& out, Isa isa);

    /// As the program bit by bit. Padding lanes become zero. No heap.
    KernelStatus run(std::span<const TensorView> inputs, const TensorView& out, int threads) const noexcept;

private:
    FloatRow m_row;
    const Int8Isa* m_isa = nullptr;
};

}  // namespace planscope::kernels::cpu
