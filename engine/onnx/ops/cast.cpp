// SPDX-License-Identifier: Apache-2.0
#include "engine/layers/cast.h"

#include "engine/base/check.h"
#include "engine/onnx/node_import.h"
#include "engine/onnx/reader/data_types.h"

#include <algorithm>

namespace planscope::onnx::ops::cast {
namespace {

Result<Outputs> finishCast(NodeImport& node, DataType to) {
    PS_ASSIGN(const TensorId x, node.input(0));
    return node.finish(layers::cast::def, {x}, Attrs::of(layers::cast::Attrs{.to = to}));
}

/// Before operator set 6 the type is a word.
Result<Outputs> importCast1(NodeImport& node) {
    PS_ASSIGN(const std::string_view text, node.text("to", ""));
    std::string word(text);
    std::ranges::transform(word, word.begin(), [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
    for (const DataType type : {DataType::Float, DataType::Half, DataType::Int8, DataType::Int32, DataType::Bool, DataType::UInt8})
        if (typeWord(onnxTypeOf(type)) == word) return finishCast(node, type);
    if (word == "INT64") return finishCast(node, DataType::Int32);
    if (word == "DOUBLE") return finishCast(node, DataType::Float);
    return fail(Code::UnsupportedType, fmt::format("data type '{}' is not supported", word));
}

Result<Outputs> importCast6(NodeImport& node) {
    node.ignore({"saturate"});  // decides only about 8-bit floats
    PS_ASSIGN(const int to, node.integer("to"));
    PS_ASSIGN(const TypeMapping mapping, mapType(to));
    return finishCast(node, mapping.type);
}

Result<Outputs> importCastLike(NodeImport& node) {
    node.ignore({"saturate"});
    PS_ASSIGN(const TensorId like, node.input(1));
    return finishCast(node, node.tensor(like).type);
}

constexpr OnnxOpDef kOps[] = {
    {"", "Cast", {1, 5}, importCast1},
    {"", "Cast", {6, kNewestOpset}, importCast6},
    {"", "CastLike", {15, kNewestOpset}, importCastLike},
};

}  // namespace

extern constinit const OnnxOpTable table{kOps};  // extern: the generated list of tables refers to it

}  // namespace planscope::onnx::ops::cast
