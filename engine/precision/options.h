// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "kernels/api/data_type.h"

#include <cstdint>
#include <string>
#include <vector>

namespace planscope {

/// What becomes of what was asked of single layers, see PrecisionRequest.
enum class PrecisionConstraints : std::uint8_t {
    None,    ///< it has no effect
    Prefer,  ///< it holds where it is possible, otherwise there is a warning
    Obey,    ///< it holds, or the build fails
};

/// What is asked of one layer or, where the name is "*", of all layers with real numbers that are not named.
struct LayerTypes {
    std::string layer;            ///< name of a layer, or of the ONNX node that layers come from
    std::vector<DataType> types;  ///< a precision: one; output types: one per output, from the first
};

/// What a build may do to precision. TF32 is off unless it is allowed, unlike in TensorRT: the target's TF32 costs nothing
/// and the CPU's emulation does, and every FP32 result would carry its rounding.
struct PrecisionOptions {
    bool fp16 = false;
    bool int8 = false;
    bool tf32 = false;
    PrecisionConstraints constraints = PrecisionConstraints::None;
    std::vector<LayerTypes> layerPrecisions{};
    std::vector<LayerTypes> layerOutputTypes{};
};

}  // namespace planscope
