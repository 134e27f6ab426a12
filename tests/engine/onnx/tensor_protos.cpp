// SPDX-License-Identifier: Apache-2.0
#include "tests/engine/onnx/tensor_protos.h"

#include <onnx/onnx_pb.h>

#include <sys/stat.h>

namespace planscope::onnx_tests {
namespace {

using Proto = ::onnx::TensorProto;

constexpr TensorCase kCases[] = {
    {"float", Proto::FLOAT, DataType::Float}, {"half", Proto::FLOAT16, DataType::Half},  {"double", Proto::DOUBLE, DataType::Float},
    {"int8", Proto::INT8, DataType::Int8},    {"uint8", Proto::UINT8, DataType::UInt8},  {"int32", Proto::INT32, DataType::Int32},
    {"int64", Proto::INT64, DataType::Int32}, {"bool", Proto::BOOL, DataType::Bool},
};

constexpr std::uint16_t kHalves[] = {0, 0x3c00, 0x4000};

template <class T>
void addRaw(Proto& proto) {
    const T values[] = {static_cast<T>(0), static_cast<T>(1), static_cast<T>(2)};
    proto.set_raw_data(values, sizeof(values));
}

void addRawValues(Proto& proto) {
    switch (proto.data_type()) {
    case Proto::DOUBLE: return addRaw<double>(proto);
    case Proto::INT64: return addRaw<std::int64_t>(proto);
    case Proto::INT32: return addRaw<std::int32_t>(proto);
    case Proto::FLOAT16: return proto.set_raw_data(kHalves, sizeof(kHalves));
    case Proto::INT8:
    case Proto::UINT8:
    case Proto::BOOL: return addRaw<std::uint8_t>(proto);
    default: return addRaw<float>(proto);
    }
}

void addTypedValues(Proto& proto) {
    for (int i = 0; i < 3; ++i) {
        if (proto.data_type() == Proto::FLOAT) proto.add_float_data(static_cast<float>(i));
        else if (proto.data_type() == Proto::DOUBLE) proto.add_double_data(i);
        else if (proto.data_type() == Proto::INT64) proto.add_int64_data(i);
        else proto.add_int32_data(proto.data_type() == Proto::FLOAT16 ? kHalves[i] : i);
    }
}

void addExternal(Proto& proto, const std::string& key, const std::string& value) {
    auto* const entry = proto.add_external_data();
    entry->set_key(key);
    entry->set_value(value);
}

}  // namespace

std::string tensorBytes(const TensorRecipe& recipe) {
    Proto proto;
    proto.set_name(recipe.name);
    proto.set_data_type(recipe.onnxType);
    for (const std::int64_t d : recipe.dims) proto.add_dims(d);
    if (!recipe.location.empty() || !recipe.offset.empty()) {
        proto.set_data_location(Proto::EXTERNAL);
        addExternal(proto, "location", recipe.location);
        addExternal(proto, "offset", recipe.offset);
    } else if (recipe.raw) {
        addRawValues(proto);
    } else {
        addTypedValues(proto);
    }
    return proto.SerializeAsString();
}

std::span<const TensorCase> tensorCases() { return kCases; }

bool makePipe(const std::filesystem::path& path) { return ::mkfifo(path.c_str(), 0600) == 0; }

}  // namespace planscope::onnx_tests
