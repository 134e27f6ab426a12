// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/network/network.h"
#include "engine/onnx/model.h"
#include "engine/onnx/sequence_value.h"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

/// How importers of operators with sub-graphs see the graph around them.
namespace planscope::onnx {

/// A tensor of the network around that a sub-graph reads.
struct Capture {
    std::string name;      ///< in the sub-graph
    TensorId tensor;       ///< in the network around
    TensorType type = {};
    bool isStack = false;  ///< it holds a sequence, which is what the sub-graph reads
};

enum class LoopBody : std::uint8_t { No, Yes };

/// What a sub-graph's own input is: a value of this type, a constant, or a sequence.
struct SubgraphInput {
    TensorType type = {};
    ConstantPtr constant = {};
    std::optional<Sequence> sequence = {};
};

/// What a sub-graph gives, in the order of its outputs; an output that is a sequence is no tensor.
struct SubgraphOutputs {
    std::vector<TensorId> tensors = {};
    std::vector<std::optional<Sequence>> sequences = {};
};

/// A sub-graph as a network of its own; its outputs are not marked yet.
struct Subnetwork {
    Network network = {};
    std::vector<TensorId> outputs = {};  ///< of the sub-graph, in order
    std::vector<std::optional<Sequence>> sequences = {};  ///< the outputs that are no tensors
    std::vector<std::string> names = {};                  ///< of the outputs
};

class SubgraphImport {
public:
    virtual ~SubgraphImport() = default;
    /// What the sub-graphs read of the network around and is not known there, in order of first use. Known values become
    /// constants of their networks and are not listed.
    virtual std::vector<Capture> capturesOf(std::span<const OnnxGraph* const> graphs) const = 0;
    /// The network's inputs are `inputs` but for constants, then the captures. The last of `inputs` are the sub-graph's own.
    /// @param attribute  the sub-graph's, which errors and the network are named after
    /// @errors Code::Arity; those of the sub-graph's nodes, which are reported already
    virtual Result<Subnetwork> importBody(const OnnxGraph& graph, std::span<const SubgraphInput> inputs, std::span<const Capture> captures,
                                          std::string_view attribute, LoopBody isLoop) = 0;
    /// Adds the layers of a sub-graph without inputs to the network around.
    /// @return its outputs, invalid ids where a node could not be imported, which is reported already
    virtual Result<SubgraphOutputs> importInline(const OnnxGraph& graph, std::string_view attribute) = 0;
    /// Loops around the graph at hand.
    virtual int loopDepth() const = 0;
};

/// Marks an output; one that no layer computes, or that is marked already, becomes a copy, so that each output has a layer
/// of its own to write it. @errors Code::Limit
Status markOutput(Network& network, const std::string& name, TensorId id);

}  // namespace planscope::onnx
