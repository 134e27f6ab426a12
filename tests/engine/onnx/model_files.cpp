// SPDX-License-Identifier: Apache-2.0
#include "tests/engine/onnx/model_files.h"

#include "engine/network/names.h"
#include "engine/onnx/tensor_file.h"

#include <fmt/format.h>
#include <onnx/defs/parser.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <limits>
#include <set>
#include <sstream>
#include <stdexcept>

namespace planscope::onnx_tests {

std::optional<std::filesystem::path> modelsFolder() {
    const QByteArray given = qgetenv("PLANSCOPE_MODELS");
    const std::filesystem::path folder =
        given.isEmpty() ? std::filesystem::path(PLANSCOPE_SOURCE_DIR) / ".." / "shared" / "models" : std::filesystem::path(given.toStdString());
    return std::filesystem::is_directory(folder) ? std::optional(folder) : std::nullopt;
}

std::filesystem::path Files::write(std::string_view name, std::string_view bytes) const {
    const std::filesystem::path path = folder() / name;
    std::ofstream(path, std::ios::binary) << bytes;
    return path;
}

std::string readBytes(const std::filesystem::path& path) {
    std::ostringstream out;
    out << std::ifstream(path, std::ios::binary).rdbuf();
    return out.str();
}

std::string modelOf(int opset, std::string_view graph) {
    const std::string text = fmt::format("<ir_version: 8, opset_import: [\"\" : {}, \"com.microsoft\" : 1, \"torchvision\" : 1]> {}", opset, graph);
    ::onnx::ModelProto model;
    ::onnx::OnnxParser parser(text.c_str());
    if (const auto status = parser.Parse(model); !status.IsOK()) throw std::invalid_argument(status.ErrorMessage());
    return model.SerializeAsString();
}

std::string modelWithExternalWeight(std::string_view location, std::int64_t rows, std::int64_t columns) {
    ::onnx::ModelProto model;
    model.ParseFromString(modelOf(17, fmt::format("g (float[1,{}] x) => (float[1,{}] y) {{ y = Gemm <transB = 1> (x, w) }}", columns, rows)));
    ::onnx::TensorProto& weight = *model.mutable_graph()->add_initializer();
    weight.set_name("w");
    weight.set_data_type(::onnx::TensorProto::FLOAT);
    weight.add_dims(rows);
    weight.add_dims(columns);
    weight.set_data_location(::onnx::TensorProto::EXTERNAL);
    auto& entry = *weight.add_external_data();
    entry.set_key("location");
    entry.set_value(std::string(location));
    return model.SerializeAsString();
}

std::string problemsOf(const Result<onnx::ImportResult>& result) {
    if (!result) return result.error().text();
    std::string out;
    for (const Diagnostic& item : result->diagnostics.items())
        if (item.severity == Severity::Error) out += (out.empty() ? "" : "\n") + item.error.text();
    return out.empty() ? "ok" : out;
}

Comparison compare(const Constant& actual, const Constant& expected, double rtol, double atol) {
    if (actual.type() != expected.type() || actual.dims() != expected.dims())
        return {std::numeric_limits<double>::infinity(),
                fmt::format("{}[{}] instead of {}[{}]", toString(actual.type()), toString(actual.dims()), toString(expected.type()),
                            toString(expected.dims()))};
    if (actual.type() != DataType::Float) {
        const bool same = std::ranges::equal(actual.bytes(), expected.bytes());
        return same ? Comparison{} : Comparison{std::numeric_limits<double>::infinity(), "the values differ"};
    }
    Comparison out{-std::numeric_limits<double>::infinity(), {}};
    for (std::size_t i = 0; i < actual.floats().size(); ++i) {
        const double a = actual.floats()[i], b = expected.floats()[i];
        if (a == b || (std::isnan(a) && std::isnan(b))) continue;
        const bool comparable = std::isfinite(a) && std::isfinite(b);
        const double excess = comparable ? std::abs(a - b) - (atol + rtol * std::abs(b)) : std::numeric_limits<double>::infinity();
        if (excess <= out.excess) continue;
        out = {excess, fmt::format("element {} is {} instead of {}", i, a, b)};
    }
    return out;
}

std::vector<ConstantPtr> readTensors(const std::filesystem::path& folder, std::string_view stem) {
    std::vector<ConstantPtr> out;
    for (int i = 0;; ++i) {
        auto tensor = onnx::readTensorFile(folder / fmt::format("{}_{}.pb", stem, i));
        if (!tensor) return out;
        out.push_back(tensor->value);
    }
}

int inputCount(const std::filesystem::path& model) {
    ::onnx::ModelProto proto;
    proto.ParseFromString(readBytes(model));
    return proto.graph().input_size();
}

std::string withConstants(const std::filesystem::path& model, const std::filesystem::path& data, int first) {
    ::onnx::ModelProto proto;
    proto.ParseFromString(readBytes(model));
    std::set<std::string> known;
    for (const auto& initialiser : proto.graph().initializer()) known.insert(initialiser.name());
    for (int i = first; i < proto.graph().input_size(); ++i) {
        if (known.contains(proto.graph().input(i).name())) continue;
        ::onnx::TensorProto& value = *proto.mutable_graph()->add_initializer();
        value.ParseFromString(readBytes(data / fmt::format("input_{}.pb", i)));
        value.set_name(proto.graph().input(i).name());
        // Types that NumPy lacks are stored as integers of their width.
        const int declared = proto.graph().input(i).type().tensor_type().elem_type();
        if (declared == ::onnx::TensorProto::BFLOAT16) value.set_data_type(declared);
    }
    return proto.SerializeAsString();
}

std::string withAttribute(const std::string& model, std::string_view name, float value) {
    ::onnx::ModelProto proto;
    proto.ParseFromString(model);
    ::onnx::AttributeProto& attribute = *proto.mutable_graph()->mutable_node(0)->add_attribute();
    attribute.set_name(std::string(name));
    attribute.set_type(::onnx::AttributeProto::FLOAT);
    attribute.set_f(value);
    return proto.SerializeAsString();
}

}  // namespace planscope::onnx_tests
