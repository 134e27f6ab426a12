// SPDX-License-Identifier: Apache-2.0
#include "engine/onnx/tensor_file.h"

#include "engine/base/check.h"
#include "engine/onnx/reader/data_types.h"
#include "engine/onnx/reader/printable.h"
#include "engine/onnx/reader/recognise.h"
#include "engine/onnx/reader/tensor_value.h"

#include <onnx/onnx_pb.h>

#include <fstream>
#include <limits>

namespace planscope::onnx {
namespace {

Result<NamedConstant> parse(std::span<const std::byte> bytes, const std::filesystem::path& folder) {
    PS_TRY(refuseOtherFormats(bytes));
    PS_CHECK(bytes.size() <= static_cast<std::size_t>(std::numeric_limits<int>::max()), Code::Limit,
             "the file has {} bytes, the limit is 2 GiB", bytes.size());
    ::onnx::TensorProto proto;
    PS_CHECK(proto.ParseFromArray(bytes.data(), static_cast<int>(bytes.size())), Code::Format,
             "the bytes are not those of an ONNX tensor");
    PS_CHECK(proto.has_data_type(), Code::Format, "the file holds no ONNX tensor");
    ExternalData external(folder);
    Diagnostics warnings;
    std::string name = printable(proto.name());
    PS_ASSIGN(ConstantPtr value, takeValue(proto, external, name, warnings));
    return NamedConstant{std::move(name), std::move(value)};
}

}  // namespace

Result<NamedConstant> readTensorFile(const std::filesystem::path& path) {
    PS_ASSIGN(const std::shared_ptr<const MappedFile> file, MappedFile::open(path));
    return within(fileSubject(path), parse(file->bytes(), path.parent_path()));
}

Status writeTensorFile(const std::filesystem::path& path, const std::string& name, const Constant& value) {
    const int type = onnxTypeOf(value.type());
    PS_CHECK(type != ::onnx::TensorProto::UNDEFINED, Code::UnsupportedType, "tensor '{}' has a type that ONNX 1.12 does not know", name);
    ::onnx::TensorProto proto;
    proto.set_name(name);
    proto.set_data_type(type);
    for (const std::int64_t d : value.dims()) proto.add_dims(d);
    proto.set_raw_data(value.bytes().data(), value.bytes().size());
    std::ofstream file(path, std::ios::binary | std::ios::trunc);
    const bool written = file && proto.SerializeToOstream(&file) && file.flush();
    if (!written) return fail({Code::File, fileSubject(path), "the file cannot be written", {}});
    return {};
}

}  // namespace planscope::onnx
