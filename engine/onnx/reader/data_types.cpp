// SPDX-License-Identifier: Apache-2.0
#include "engine/onnx/reader/data_types.h"

#include "engine/base/check.h"

#include <onnx/onnx_pb.h>

#include <algorithm>

namespace planscope::onnx {
namespace {

using Proto = ::onnx::TensorProto;

struct Row {
    int onnxType;
    TypeMapping mapping;
};

constexpr Row kRows[] = {
    {Proto::FLOAT, {DataType::Float, 4}}, {Proto::FLOAT16, {DataType::Half, 2}}, {Proto::INT8, {DataType::Int8, 1}},
    {Proto::INT32, {DataType::Int32, 4}}, {Proto::BOOL, {DataType::Bool, 1}},    {Proto::UINT8, {DataType::UInt8, 1}},
    {Proto::INT64, {DataType::Int32, 8}}, {Proto::DOUBLE, {DataType::Float, 8}}, {Proto::INT16, {DataType::Int32, 2}},
    {Proto::UINT16, {DataType::Int32, 2}}, {Proto::UINT32, {DataType::Int32, 4}}, {Proto::UINT64, {DataType::Int32, 8}},
};

}  // namespace

std::string typeWord(int onnxType) {
    return ::onnx::TensorProto_DataType_IsValid(onnxType)
               ? ::onnx::TensorProto_DataType_Name(static_cast<::onnx::TensorProto_DataType>(onnxType))
               : std::to_string(onnxType);
}

Result<TypeMapping> mapType(int onnxType) {
    PS_CHECK(::onnx::TensorProto_DataType_IsValid(onnxType) && onnxType != Proto::UNDEFINED, Code::UnsupportedType,
             "data type {} is unknown", onnxType);
    const Row* const row = std::ranges::find(kRows, onnxType, &Row::onnxType);
    PS_CHECK(row != std::end(kRows), Code::UnsupportedType, "data type {} is not supported", typeWord(onnxType));
    return row->mapping;
}

int onnxTypeOf(DataType type) {
    const Row* const row = std::ranges::find(kRows, type, [](const Row& r) { return r.mapping.type; });
    return row == std::end(kRows) ? static_cast<int>(Proto::UNDEFINED) : row->onnxType;
}

}  // namespace planscope::onnx
