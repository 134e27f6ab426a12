// SPDX-License-Identifier: Apache-2.0
#include "engine/onnx/reader/convert.h"

#include "engine/base/check.h"
#include "engine/onnx/reader/data_types.h"
#include "engine/onnx/reader/printable.h"
#include "engine/onnx/reader/tensor_value.h"

#include <onnx/onnx_pb.h>

namespace planscope::onnx {
namespace {

using AttributeProto = ::onnx::AttributeProto;

std::string normalDomain(const std::string& domain) { return domain == "ai.onnx" ? std::string() : printable(domain); }

std::vector<std::string> printableList(const ::google::protobuf::RepeatedPtrField<std::string>& names) {
    std::vector<std::string> out;
    out.reserve(static_cast<std::size_t>(names.size()));
    for (const std::string& name : names) out.push_back(printable(name));
    return out;
}

std::vector<std::int64_t> integers(const ::google::protobuf::RepeatedField<std::int64_t>& values) {
    std::vector<std::int64_t> out;
    out.reserve(static_cast<std::size_t>(values.size()));
    for (const std::int64_t value : values) out.push_back(clampedSentinel(value));
    return out;
}

/// Files of IR versions below 2 do not say the type; what is filled in tells.
AttributeProto::AttributeType typeOf(const AttributeProto& proto) {
    if (proto.has_type() && proto.type() != AttributeProto::UNDEFINED) return proto.type();
    if (proto.has_i()) return AttributeProto::INT;
    if (proto.has_f()) return AttributeProto::FLOAT;
    if (proto.has_s()) return AttributeProto::STRING;
    if (proto.has_t()) return AttributeProto::TENSOR;
    if (proto.has_g()) return AttributeProto::GRAPH;
    if (proto.ints_size() > 0) return AttributeProto::INTS;
    if (proto.floats_size() > 0) return AttributeProto::FLOATS;
    if (proto.strings_size() > 0) return AttributeProto::STRINGS;
    return AttributeProto::UNDEFINED;
}

std::string opaqueWord(AttributeProto::AttributeType type) {
    switch (type) {
    case AttributeProto::GRAPHS: return "a list of graphs";
    case AttributeProto::TENSORS: return "a list of tensors";
    case AttributeProto::SPARSE_TENSOR:
    case AttributeProto::SPARSE_TENSORS: return "a sparse tensor";
    default: return "of an unknown type";
    }
}

class Converter {
public:
    Converter(ExternalData& external, Diagnostics& diagnostics) : m_external(external), m_diagnostics(diagnostics) {}

    OnnxGraph graph(::onnx::GraphProto& proto) {
        OnnxGraph out{.name = printable(proto.name()), .nodes = {}, .initialisers = {}, .inputs = {}, .outputs = {}};
        out.nodes.reserve(static_cast<std::size_t>(proto.node_size()));
        for (::onnx::NodeProto& node : *proto.mutable_node()) out.nodes.push_back(this->node(node));
        for (::onnx::TensorProto& tensor : *proto.mutable_initializer()) out.initialisers.push_back(initialiser(tensor));
        for (const auto& sparse : proto.sparse_initializer())
            out.initialisers.push_back({printable(sparse.values().name()), fail(Code::UnsupportedFeature, "sparse weights are not supported")});
        for (const auto& input : proto.input()) out.inputs.push_back(value(input));
        for (const auto& output : proto.output()) out.outputs.push_back(printable(output.name()));
        return out;
    }

private:
    OnnxInitialiser initialiser(::onnx::TensorProto& proto) {
        std::string name = printable(proto.name());
        Result<ConstantPtr> read = takeValue(proto, m_external, name, m_diagnostics);
        return {std::move(name), std::move(read)};
    }

    OnnxNode node(::onnx::NodeProto& proto) {
        OnnxNode out{.name = printable(proto.name()),
                     .op = printable(proto.op_type()),
                     .domain = normalDomain(proto.domain()),
                     .inputs = printableList(proto.input()),
                     .outputs = printableList(proto.output()),
                     .attributes = {}};
        const std::string about = !out.name.empty() ? out.name : out.outputs.empty() ? out.op : out.outputs.front();
        for (AttributeProto& attribute : *proto.mutable_attribute())
            out.attributes.push_back({printable(attribute.name()), attributeValue(attribute, about)});
        return out;
    }

    OnnxAttribute::Value attributeValue(AttributeProto& proto, const std::string& about) {
        if (!proto.ref_attr_name().empty()) return OpaqueAttribute{"a reference to a function's attribute"};
        switch (const auto type = typeOf(proto)) {
        case AttributeProto::INT: return proto.i();
        case AttributeProto::FLOAT: return proto.f();
        case AttributeProto::STRING: return printable(proto.s());
        case AttributeProto::INTS: return integers(proto.ints());
        case AttributeProto::FLOATS: return std::vector<float>(proto.floats().begin(), proto.floats().end());
        case AttributeProto::STRINGS: return printableList(proto.strings());
        case AttributeProto::TENSOR: return takeValue(*proto.mutable_t(), m_external, about, m_diagnostics);
        case AttributeProto::GRAPH: return std::make_shared<const OnnxGraph>(graph(*proto.mutable_g()));
        default: return OpaqueAttribute{opaqueWord(type)};
        }
    }

    OnnxValue value(const ::onnx::ValueInfoProto& proto) {
        OnnxValue out{.name = printable(proto.name()), .type = DataType::Float, .hasShape = false, .dims = {}};
        if (!proto.type().has_tensor_type()) {
            out.type = fail(Code::UnsupportedType, "the input is no tensor; sequences, maps and optional values are not supported");
            return out;
        }
        const auto& tensor = proto.type().tensor_type();
        out.type = mapType(tensor.elem_type()).map([](const TypeMapping& mapping) { return mapping.type; });
        out.hasShape = tensor.has_shape();
        for (const auto& dim : tensor.shape().dim())
            out.dims.push_back(dim.has_dim_value() && dim.dim_value() >= 0 ? OnnxDim{dim.dim_value(), {}}
                                                                            : OnnxDim{-1, printable(dim.dim_param())});
        return out;
    }

    ExternalData& m_external;
    Diagnostics& m_diagnostics;
};

}  // namespace

OnnxModel convertModel(::onnx::ModelProto& proto, ExternalData& external, Diagnostics& diagnostics) {
    OnnxModel out{.irVersion = proto.ir_version(),
                  .modelVersion = proto.model_version(),
                  .producer = printable(proto.producer_name()),
                  .producerVersion = printable(proto.producer_version()),
                  .domain = printable(proto.domain()),
                  .docString = printable(proto.doc_string()),
                  .hash = 0,
                  .operatorSets = {},
                  .graph = {}};
    for (const auto& set : proto.opset_import()) out.operatorSets.push_back({normalDomain(set.domain()), set.version()});
    out.graph = Converter(external, diagnostics).graph(*proto.mutable_graph());
    return out;
}

}  // namespace planscope::onnx
