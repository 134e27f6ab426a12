// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/network/network.h"
#include "engine/onnx/model.h"
#include "engine/onnx/op_table.h"
#include "engine/onnx/subgraph.h"

#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace planscope::onnx {

/// Shapes, axes, pads: as long as the file makes them.
using Integers = std::vector<std::int64_t>;

/// Everything about one node that is being imported.
struct NodeScope {
    const OnnxNode* node = nullptr;
    std::string label;                            ///< the node's name, or one made for it; unique in the model
    std::int64_t opset = 0;                       ///< of the node's domain
    OriginId origin = 0;
    std::vector<std::optional<TensorId>> inputs;  ///< nothing where the node leaves an input out
    std::vector<bool> wanted;                     ///< per output: somebody reads it
    SubgraphImport* subgraphs = nullptr;          ///< null where the node has none
    SequenceTable* sequences = nullptr;           ///< of the graph; null where the node neither reads nor makes any
};

/// The operator set of operators that others are expanded to.
inline constexpr int kExpandedOpset = 16;

/// What an operator's importer sees and does: reads inputs and attributes of one node, adds layers to the network. Every
/// reading function answers with a sentence that names the input or attribute if the model is wrong.
class NodeImport {
public:
    /// @param layerNames  all names of layers in use, among them the scope's label
    NodeImport(Network& network, std::set<std::string>& layerNames, NodeScope scope)
        : m_network(network), m_names(layerNames), m_scope(std::move(scope)) {}

    const OnnxNode& node() const { return *m_scope.node; }
    const std::string& label() const { return m_scope.label; }
    std::int64_t opset() const { return m_scope.opset; }

    // Inputs
    int inputCount() const { return static_cast<int>(m_scope.inputs.size()); }
    bool has(int i) const { return i < inputCount() && m_scope.inputs[static_cast<std::size_t>(i)].has_value(); }
    Result<TensorId> input(int i) const;
    /// All inputs in order. @errors Code::Arity if there is none or one is left out
    Result<std::vector<TensorId>> allInputs() const;
    const Network& network() const { return m_network; }
    const Tensor& tensor(TensorId id) const { return m_network.tensor(id); }
    Dims dims(TensorId id) const { return tensor(id).dims; }  // a copy: adding layers moves tensors

    // Inputs whose value decides shapes or attributes; `what` is the input's name in ONNX's documentation.
    /// @errors Code::UnsupportedFeature if the value depends on what is known only at run time
    Result<ConstantPtr> known(int i, std::string_view what) const;
    Result<Integers> knownList(int i, std::string_view what) const;
    /// A list of integers, at most kMaxRank.
    Result<Dims> knownDims(int i, std::string_view what) const;
    /// One number of any type.
    Result<double> knownScalar(int i, std::string_view what) const;

    // Sequences, where the operator's row allows them; what reads tensors is not for these inputs.
    /// Null where the input is a tensor or left out.
    const Sequence* sequence(int i) const;
    void giveSequence(int output, Sequence value);
    /// The node's only output.
    Outputs finishSequence(Sequence value);

    // Outputs
    int outputCount() const { return static_cast<int>(node().outputs.size()); }
    bool wants(int i) const { return i < outputCount() && m_scope.wanted[static_cast<std::size_t>(i)]; }
    /// @errors Code::UnsupportedFeature if somebody reads output `i`
    Status refuseOutput(int i, std::string_view what) const;

    // Attributes
    bool hasAttribute(std::string_view name) const { return find(name) != nullptr; }
    Result<int> integer(std::string_view name, std::optional<int> fallback = std::nullopt);
    Result<float> number(std::string_view name, float fallback);
    /// @param fallback  a literal
    Result<std::string_view> text(std::string_view name, std::string_view fallback);
    /// A list of integers, each within 32 bits, owned by the node; null where the attribute is missing.
    Result<const Integers*> list(std::string_view name);
    /// The same, with exactly `count` entries, or that many times `fallback` where it is missing. @pre count <= kMaxRank
    Result<Dims> listOf(std::string_view name, int count, std::int64_t fallback);
    Result<std::vector<float>> numbers(std::string_view name);
    Result<ConstantPtr> tensorValue(std::string_view name);
    /// A list of strings; empty where the attribute is missing.
    Result<std::vector<std::string>> texts(std::string_view name);
    Result<const OnnxGraph*> graph(std::string_view name);
    /// @pre graph() has given one
    SubgraphImport& subgraphs() { return *m_scope.subgraphs; }
    /// An axis in [0, rank).
    Result<int> axis(std::string_view name, int fallback, int rank);
    /// Declares attributes that do not matter here, so that nobody is warned about them.
    void ignore(std::initializer_list<std::string_view> names) { m_read.insert(names.begin(), names.end()); }
    /// Attributes that the importer neither read nor ignored.
    std::vector<std::string> unreadAttributes() const;

    // What the user should know though the node is imported.
    void warn(std::string sentence) { m_warnings.push_back(std::move(sentence)); }
    const std::vector<std::string>& warnings() const { return m_warnings; }

    // Layers
    /// An intermediate layer with one output, named after the node and the kind.
    Result<TensorId> step(const LayerDef& def, std::vector<TensorId> inputs, Attrs attrs);
    /// The same for a layer with several outputs.
    Result<Outputs> steps(const LayerDef& def, std::vector<TensorId> inputs, Attrs attrs);
    /// The layer that makes the node's outputs, or those of `outputs` from `firstOutput` on; it has the node's name.
    Result<Outputs> finish(const LayerDef& def, std::vector<TensorId> inputs, Attrs attrs, int firstOutput = 0);
    /// What another operator of ONNX's own domain, in operator set kExpandedOpset, makes of `inputs` (nothing where one is left
    /// out), as intermediate layers: how operators that ONNX defines by others are imported.
    /// @param outputs  how many of its outputs are wanted
    Result<Outputs> expand(std::string_view op, std::vector<std::optional<TensorId>> inputs, std::vector<OnnxAttribute> attributes = {},
                           int outputs = 1);
    /// The node's attributes of these names, as far as they are given, for expand().
    std::vector<OnnxAttribute> copies(std::initializer_list<std::string_view> names);

    /// A constant that goes into a layer, named after the node and `suffix`.
    TensorId constant(std::string_view suffix, ConstantPtr value);
    /// A constant that is output 0 of the node.
    Outputs finishConstant(ConstantPtr value);

private:
    const OnnxAttribute* find(std::string_view name) const;
    const Integers* tracedNumbers(int i) const;
    template <class T>
    Result<const T*> attribute(std::string_view name, std::string_view expected);
    std::string uniqueName(std::string name);
    Result<std::vector<TensorId>> add(std::string name, const LayerDef& def, std::vector<TensorId> inputs, Attrs attrs,
                                      std::vector<std::string> outputNames);

    Network& m_network;
    std::set<std::string>& m_names;
    NodeScope m_scope;
    std::set<std::string, std::less<>> m_read;
    std::vector<std::string> m_warnings;
};

/// The axis counted from 0. @errors Code::Attribute if it lies outside [-rank, rank)
Result<int> resolveAxis(std::int64_t axis, int rank);

/// The axes counted from 0, as a bit mask. @errors Code::Attribute for an axis outside the rank or named twice
Result<std::uint32_t> axisMask(std::span<const std::int64_t> axes, int rank);

/// @errors Code::Limit above kMaxRank entries
Result<Dims> toDims(std::span<const std::int64_t> values);

}  // namespace planscope::onnx
