// SPDX-License-Identifier: Apache-2.0
#include "engine/onnx/reader/read_model.h"

#include "engine/base/check.h"
#include "engine/base/hash.h"
#include "engine/onnx/reader/convert.h"
#include "engine/onnx/reader/mapped_file.h"
#include "engine/onnx/reader/recognise.h"

#include <google/protobuf/io/coded_stream.h>
#include <onnx/onnx_pb.h>

#include <limits>

namespace planscope::onnx {
namespace {

/// Nested messages that protobuf may follow by recursion: 200 nested If nodes need 600. Each level takes well below 1 KiB of
/// stack, also with sanitizers.
constexpr int kNestingLimit = 1000;

Result<OnnxModel> parse(std::span<const std::byte> bytes, const std::filesystem::path& folder, Diagnostics& diagnostics) {
    constexpr auto kLargest = static_cast<std::size_t>(std::numeric_limits<int>::max());
    PS_TRY(refuseOtherFormats(bytes));
    PS_CHECK(bytes.size() <= kLargest, Code::Limit,
             "the file has {} bytes, ONNX files end at 2 GiB; larger weights belong into external data files", bytes.size());
    ::google::protobuf::io::CodedInputStream stream(reinterpret_cast<const std::uint8_t*>(bytes.data()),
                                                    static_cast<int>(bytes.size()));
    stream.SetTotalBytesLimit(std::numeric_limits<int>::max());
    stream.SetRecursionLimit(kNestingLimit);
    ::onnx::ModelProto proto;
    if (!proto.ParseFromCodedStream(&stream) || !stream.ConsumedEntireMessage())
        return fail(explainUnreadableModel(bytes, kNestingLimit));
    PS_CHECK(proto.has_graph(), Code::Format, "the file holds no graph, so it is not an ONNX model");
    ExternalData external(folder);
    OnnxModel model = convertModel(proto, external, diagnostics);
    model.hash = hashBytes(bytes);
    return model;
}

}  // namespace

Result<OnnxModel> readModel(const std::filesystem::path& path, Diagnostics& diagnostics) {
    PS_ASSIGN(const std::shared_ptr<const MappedFile> file, MappedFile::open(path));
    return within(fileSubject(path), parse(file->bytes(), path.parent_path(), diagnostics));
}

}  // namespace planscope::onnx
