// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/network/constant.h"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <utility>
#include <variant>
#include <vector>

/// An ONNX model without protobuf: what reader/ makes of a file and all that the operator importers see.
namespace planscope::onnx {

/// An attribute that no importer can use; `word` says what it is: "a list of graphs", "a list of tensors".
struct OpaqueAttribute {
    std::string word;
};

struct OnnxGraph;

struct OnnxAttribute {
    using Value = std::variant<std::int64_t, float, std::string, std::vector<std::int64_t>, std::vector<float>,
                               std::vector<std::string>, Result<ConstantPtr>, std::shared_ptr<const OnnxGraph>, OpaqueAttribute>;
    std::string name;
    Value value;
};

struct OnnxNode {
    std::string name;    ///< may be empty
    std::string op;      ///< "Conv"
    std::string domain;  ///< empty: ONNX's own
    std::vector<std::string> inputs;   ///< an empty name is an input left out
    std::vector<std::string> outputs;  ///< an empty name is an output nobody wants
    std::vector<OnnxAttribute> attributes;
};

/// A weight, or why it cannot be read.
struct OnnxInitialiser {
    std::string name;
    Result<ConstantPtr> value;
};

/// One extent of a declared shape.
struct OnnxDim {
    std::int64_t value = -1;  ///< -1: decided at run time
    std::string symbol;       ///< its name where it is decided at run time; may be empty
};

/// A graph input: its declared type and shape.
struct OnnxValue {
    std::string name;
    Result<DataType> type;  ///< INT64 and DOUBLE already narrowed
    bool hasShape = false;
    std::vector<OnnxDim> dims;
};

struct OnnxGraph {
    std::string name;
    std::vector<OnnxNode> nodes;
    std::vector<OnnxInitialiser> initialisers;
    std::vector<OnnxValue> inputs;  ///< as listed, initialisers included where the file lists them
    std::vector<std::string> outputs;
};

struct OperatorSet {
    std::string domain;  ///< empty: ONNX's own
    std::int64_t version = 0;
};

struct OnnxModel {
    std::int64_t irVersion = 0;
    std::int64_t modelVersion = 0;
    std::string producer, producerVersion, domain, docString;
    std::uint64_t hash = 0;  ///< of the file's bytes
    std::vector<OperatorSet> operatorSets;
    OnnxGraph graph;
};

}  // namespace planscope::onnx
