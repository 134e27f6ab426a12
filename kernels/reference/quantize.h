// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "kernels/api/kernel_status.h"
#include "kernels/api/tensor_view.h"

namespace planscope::kernels::reference {

/// What quantisation and its inverse share. A scale or zero point of one element serves the whole tensor, else element
/// i serves entry i of the axis.
struct QuantizeArgs {
    TensorView scale;                       ///< Float
    const TensorView* zeroPoint = nullptr;  ///< of the quantised type; null: 0
    int axis = 0;                           ///< used where scale or zero point have several elements
};

/// out = saturate(round(in / scale) + zero point), rounding half to even; ONNX QuantizeLinear. The quotient is rounded
/// to Float before, as everywhere else. A NaN gives the zero point.
/// @param in  Float; @param out  Int8 or UInt8, same dims. All Linear.
KernelStatus quantize(const TensorView& in, const TensorView& out, const QuantizeArgs& args);

/// out = (in - zero point) * scale; ONNX DequantizeLinear.
/// @param in  Int8, UInt8 or Int32; @param out  Float, same dims. All Linear.
KernelStatus dequantize(const TensorView& in, const TensorView& out, const QuantizeArgs& args);

}  // namespace planscope::kernels::reference
