// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/base/result.h"
#include "kernels/api/data_type.h"

#include <cstddef>
#include <string>

namespace planscope::onnx {

/// How one ONNX element type arrives here.
struct TypeMapping {
    DataType type = DataType::Float;
    std::size_t fileBytes = 4;  ///< bytes of one element in the file
};

/// @param onnxType  a TensorProto_DataType
/// @errors Code::UnsupportedType naming the type
Result<TypeMapping> mapType(int onnxType);

/// "FLOAT", "BFLOAT16", "77": as messages say it.
std::string typeWord(int onnxType);

/// The TensorProto_DataType that `type` is written as; 0 (undefined) for Fp8.
int onnxTypeOf(DataType type);

}  // namespace planscope::onnx
