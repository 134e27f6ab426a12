// SPDX-License-Identifier: Apache-2.0
#include "engine/onnx/import.h"

#include "engine/base/check.h"
#include "engine/layers/identity.h"
#include "engine/network/extent.h"
#include "engine/network/verify.h"
#include "engine/onnx/captures.h"
#include "engine/onnx/graph_order.h"
#include "engine/onnx/input_shapes.h"
#include "engine/onnx/node_import.h"
#include "engine/onnx/plugin_node.h"
#include "engine/onnx/reader/read_model.h"

#include <algorithm>
#include <new>
#include <set>
#include <unordered_map>
#include <unordered_set>

namespace planscope::onnx {
namespace {

/// IR versions of files; newer ones may mean what nobody here knows.
constexpr std::int64_t kNewestIrVersion = 10;

std::string qualifiedName(const OnnxNode& node) { return node.domain.empty() ? node.op : node.domain + "." + node.op; }

bool takesSequence(const OnnxOpDef& def, std::size_t input) { return (def.sequenceInputs >> std::min<std::size_t>(input, 31) & 1U) != 0; }

/// One graph on its way into a network: that of the model, or a sub-graph of a node.
class GraphImport final : public SubgraphImport {
public:
    struct Place {
        std::string path = {};  ///< of a sub-graph, for errors
        std::string body = {};  ///< see ImportedNode
        int loopDepth = 0;
    };

    GraphImport(const OnnxModel& model, const OnnxGraph& graph, const ImportOptions& options, ImportResult& result,
                std::set<std::string>& layerNames, std::stop_token stop, Place place)
        : m_graph(graph), m_model(model), m_options(options), m_result(result), m_layerNames(layerNames), m_stop(std::move(stop)),
          m_place(std::move(place)) {}

    /// @errors Code::Cancelled
    Status importModel() {
        if (!checkVersions()) return {};
        checkNames(m_graph, m_result.diagnostics);
        addInitialisers();
        addInputs();
        PS_TRY(importNodes());
        markOutputs();
        if (m_result.ok())
            if (Status status = verify(m_result.network); !status) report(std::move(status.error()), {});
        return {};
    }

    /// A sub-graph, whose inputs and captures are defined already. @return its outputs, invalid where there was an error
    /// @errors Code::Cancelled
    Result<SubgraphOutputs> importSubgraph() {
        addInitialisers();
        PS_TRY(importNodes());
        SubgraphOutputs outputs;
        for (const std::string& name : m_graph.outputs) {
            const auto at = m_tensors.find(name);
            if (at == m_tensors.end()) report({Code::Graph, fmt::format("output '{}'", name), "no node or input of the graph defines it", {}}, name);
            outputs.tensors.push_back(at == m_tensors.end() ? TensorId() : at->second);
            const auto sequence = m_sequences.find(name);
            outputs.sequences.push_back(sequence == m_sequences.end() ? std::nullopt : std::optional(sequence->second));
        }
        return outputs;
    }

    /// An invalid id is a placeholder: what is behind it was already reported.
    void define(const std::string& name, TensorId id) { m_tensors.emplace(name, id); }
    void defineSequence(const std::string& name, Sequence value) {
        define(name, TensorId());
        m_sequences.emplace(name, std::move(value));
    }

    std::vector<Capture> capturesOf(std::span<const OnnxGraph* const> graphs) const override {
        std::vector<Capture> out;
        for (const OnnxGraph* const graph : graphs)
            for (const std::string_view name : capturedNames(*graph)) {
                const TensorId id = tensorBehind(std::string(name));
                if (!id.valid() || m_result.network.tensor(id).constant) continue;
                const Tensor& tensor = m_result.network.tensor(id);
                if (std::ranges::find(out, name, &Capture::name) == out.end())
                    out.push_back({std::string(name), id, {tensor.type, tensor.dims}, m_sequences.contains(std::string(name))});
            }
        return out;
    }

    Result<Subnetwork> importBody(const OnnxGraph& graph, std::span<const SubgraphInput> inputs, std::span<const Capture> captures,
                                  std::string_view attribute, LoopBody isLoop) override {
        PS_CHECK(graph.inputs.size() <= inputs.size(), Code::Arity, "attribute '{}' is a graph with {} inputs, expected {}", attribute,
                 graph.inputs.size(), inputs.size());
        PS_TRY(checkSequencesRead(graph, attribute));
        ImportResult result;
        const std::string& around = m_result.network.name;
        result.network.name = fmt::format("{}{}.{}", m_place.path.empty() ? "" : around + "/", m_label, attribute);
        std::set<std::string> names;
        Place place = placeOf(attribute, isLoop);
        place.body = result.network.name;
        GraphImport nested(m_model, graph, m_options, result, names, m_stop, std::move(place));
        nested.defineInputs(inputs, captures);
        defineKnown(graph, nested, result.network);
        PS_ASSIGN(SubgraphOutputs outputs, nested.importSubgraph());
        takeDiagnostics(result.diagnostics);
        takeNodes(result.network.name, std::move(result.nodes));
        if (!result.ok()) m_hasReported = true;
        PS_CHECK(result.ok(), Code::Graph, "the graph '{}' could not be imported", attribute);
        return Subnetwork{std::move(result.network), std::move(outputs.tensors), std::move(outputs.sequences), graph.outputs};
    }

    Result<SubgraphOutputs> importInline(const OnnxGraph& graph, std::string_view attribute) override {
        PS_CHECK(graph.inputs.empty(), Code::Arity, "attribute '{}' is a graph with {} inputs, expected 0", attribute, graph.inputs.size());
        GraphImport nested(m_model, graph, m_options, m_result, m_layerNames, m_stop, placeOf(attribute, LoopBody::No));
        for (const std::string_view name : capturedNames(graph))
            if (const auto sequence = m_sequences.find(std::string(name)); sequence != m_sequences.end())
                nested.defineSequence(sequence->first, sequence->second);
            else if (const auto at = m_tensors.find(std::string(name)); at != m_tensors.end())
                nested.define(at->first, at->second);
        return nested.importSubgraph();
    }

    int loopDepth() const override { return m_place.loopDepth; }

private:
    Status importNodes() {
        findReaders();
        assignLabels();
        for (const std::size_t index : sortNodes(m_graph, m_result.diagnostics)) {
            PS_CHECK(!m_stop.stop_requested(), Code::Cancelled, "the import was stopped");
            importNode(index);
        }
        return {};
    }

    Place placeOf(std::string_view attribute, LoopBody isLoop) const {
        const std::string path = fmt::format("{} {}", m_subject, attribute);
        return {m_place.path.empty() ? path : m_place.path + ", " + path, m_place.body, m_place.loopDepth + (isLoop == LoopBody::Yes ? 1 : 0)};
    }

    void defineInputs(std::span<const SubgraphInput> inputs, std::span<const Capture> captures) {
        Network& network = m_result.network;
        const std::size_t extra = inputs.size() - m_graph.inputs.size();
        for (std::size_t i = 0; i < inputs.size(); ++i) {
            const std::string name = i < extra ? fmt::format("input {}", i) : m_graph.inputs[i - extra].name;
            if (inputs[i].sequence) {
                defineSequence(name, *inputs[i].sequence);
                continue;
            }
            define(name, inputs[i].constant ? network.addConstant(name, inputs[i].constant)
                                            : network.addInput(name, inputs[i].type.type, inputs[i].type.dims));
        }
        for (const Capture& capture : captures)
            defineCaptured(capture.name, network.addInput(capture.name, capture.type.type, capture.type.dims), capture.isStack);
    }

    void defineCaptured(const std::string& name, TensorId id, bool isStack) {
        if (isStack) defineSequence(name, {.elements = {}, .stack = id, .carried = {}});
        else define(name, id);
    }

    /// The tensor of this name, or the one that holds the sequence of this name; invalid where there is neither.
    TensorId tensorBehind(const std::string& name) const {
        const auto sequence = m_sequences.find(name);
        if (sequence != m_sequences.end()) return sequence->second.stack.value_or(TensorId());
        const auto at = m_tensors.find(name);
        return at == m_tensors.end() ? TensorId() : at->second;
    }

    Status checkSequencesRead(const OnnxGraph& graph, std::string_view attribute) const {
        for (const std::string_view name : capturedNames(graph))
            PS_CHECK(!m_sequences.contains(std::string(name)) || tensorBehind(std::string(name)).valid(), Code::UnsupportedFeature,
                     "attribute '{}' reads the sequence '{}' of the graph around it, which is supported only for what SplitToSequence "
                     "without input 'split' or a loop has made", attribute, name);
        return {};
    }

    /// Values that are known here are constants in there.
    void defineKnown(const OnnxGraph& graph, GraphImport& nested, Network& network) const {
        for (const std::string_view name : capturedNames(graph)) {
            const std::string key(name);
            const TensorId id = tensorBehind(key);
            const ConstantPtr value = id.valid() ? m_result.network.tensor(id).constant : nullptr;
            if (value) nested.defineCaptured(key, network.addConstant(key, value), m_sequences.contains(key));
        }
    }

    /// A body may be imported several times; each finding counts once.
    void takeDiagnostics(const Diagnostics& from) {
        for (const Diagnostic& item : from.items()) {
            const auto isSame = [&](const Diagnostic& other) { return other.severity == item.severity && other.error.text() == item.error.text(); };
            if (std::ranges::none_of(m_result.diagnostics.items(), isSame)) m_result.diagnostics.add(item);
        }
    }

    /// A body may be imported several times; the last time counts.
    void takeNodes(const std::string& body, std::vector<ImportedNode> nodes) {
        std::erase_if(m_result.nodes, [&](const ImportedNode& node) { return node.body == body || node.body.starts_with(body + "/"); });
        m_result.nodes.insert(m_result.nodes.end(), std::make_move_iterator(nodes.begin()), std::make_move_iterator(nodes.end()));
    }

    void report(Error error, std::string node) {
        if (!m_place.path.empty()) error = std::move(error).within(m_place.path);
        m_result.diagnostics.add({Severity::Error, std::move(error), std::move(node)});
    }

    std::optional<std::int64_t> opsetOf(const std::string& domain) const {
        const auto at = std::ranges::find(m_model.operatorSets, domain, &OperatorSet::domain);
        return at == m_model.operatorSets.end() ? std::nullopt : std::optional(at->version);
    }

    bool checkVersions() {
        if (m_model.irVersion < 1 || m_model.irVersion > kNewestIrVersion)
            m_result.diagnostics.warn({}, fmt::format("the file's IR version is {}, known are 1 to {}", m_model.irVersion, kNewestIrVersion));
        const std::optional<std::int64_t> opset = opsetOf({});
        if (!opset && m_model.operatorSets.empty()) {
            report({Code::Format, {}, "the model does not say which operator set it uses (opset_import)", {}}, {});
            return false;
        }
        if (opset && (*opset < 1 || *opset > kNewestOpset)) {
            report({Code::UnsupportedOpset, {}, fmt::format("the model uses operator set {}, supported are {} to {}", *opset,
                                                            kOldestTestedOpset, kNewestOpset), {}}, {});
            return false;
        }
        if (opset && *opset < kOldestTestedOpset)
            m_result.diagnostics.warn({}, fmt::format("the model uses operator set {}; sets below {} are not tested", *opset, kOldestTestedOpset));
        m_result.info.opset = opset.value_or(0);
        return true;
    }

    void addInitialisers() {
        for (const OnnxInitialiser& initialiser : m_graph.initialisers) {
            if (m_tensors.contains(initialiser.name)) continue;
            if (initialiser.value) {
                define(initialiser.name, m_result.network.addConstant(initialiser.name, *initialiser.value));
                continue;
            }
            Error error = initialiser.value.error();
            report(std::move(error).within(fmt::format("initialiser '{}'", initialiser.name)), initialiser.name);
            define(initialiser.name, TensorId());
        }
    }

    void addInputs() {
        std::vector<const OnnxValue*> inputs;
        std::unordered_set<std::string_view> seen;
        for (const OnnxValue& input : m_graph.inputs)
            if (!m_tensors.contains(input.name) && seen.insert(input.name).second) inputs.push_back(&input);
        InputShapes shapes = bindInputShapes(inputs, m_options, m_result.diagnostics);
        m_result.openExtents = std::move(shapes.open);
        for (const OpenExtent& open : m_result.openExtents)
            if (open.code == extent::named(open.name)) m_result.network.nameExtent(open.name);
        for (std::size_t i = 0; i < inputs.size(); ++i) {
            const OnnxValue& input = *inputs[i];
            if (!input.type) {
                Error error = input.type.error();
                report(std::move(error).within(fmt::format("input '{}'", input.name)), input.name);
            }
            const bool usable = input.type && shapes.dims[i];
            define(input.name, usable ? m_result.network.addInput(input.name, *input.type, *shapes.dims[i]) : TensorId());
        }
    }

    void findReaders() {
        for (const OnnxNode& node : m_graph.nodes)
            for (const std::string_view name : namesRead(node)) m_read.insert(name);
        m_read.insert(m_graph.outputs.begin(), m_graph.outputs.end());
        m_read.erase(std::string_view());
    }

    /// Names first, so that made-up ones never take a real one.
    void assignLabels() {
        m_labels.resize(m_graph.nodes.size());
        const auto claim = [&](std::size_t i, const std::string& name) {
            if (!name.empty() && m_labels[i].empty() && m_layerNames.insert(name).second) m_labels[i] = name;
        };
        for (std::size_t i = 0; i < m_labels.size(); ++i) claim(i, m_graph.nodes[i].name);
        for (std::size_t i = 0; i < m_labels.size(); ++i) {
            const OnnxNode& node = m_graph.nodes[i];
            const std::string stem = fmt::format("{}_{}", node.name.empty() ? node.op : node.name, i);
            claim(i, stem);
            for (int n = 2; m_labels[i].empty(); ++n) claim(i, fmt::format("{}_{}", stem, n));
        }
    }

    void importNode(std::size_t index) {
        const OnnxNode& node = m_graph.nodes[index];
        Result<Outputs> outputs = convert(index);
        ImportedNode& row = m_result.nodes.emplace_back(ImportedNode{.op = qualifiedName(node), .body = m_place.body});
        if (outputs && outputs->empty()) row.status = NodeStatus::NotReached;
        if (!outputs) {
            Error error = std::move(outputs.error());
            row.status = NodeStatus::Refused;
            row.reason = error.text();
            error.subject = nodeSubject(node);
            report(std::move(error), node.name.empty() ? m_labels[index] : node.name);
            outputs = Outputs{};
        }
        for (std::size_t i = 0; i < node.outputs.size(); ++i)
            if (!node.outputs[i].empty()) define(node.outputs[i], i < outputs->size() ? (*outputs)[i] : TensorId());
    }

    /// No tensors, and no error, where an input is a placeholder.
    Result<Outputs> convert(std::size_t index) {
        const OnnxNode& node = m_graph.nodes[index];
        const std::optional<std::int64_t> opset = opsetOf(node.domain);
        const Result<const OnnxOpDef*> def = findOperator(node.domain, node.op, opset.value_or(1));
        const plugins::Entry* const plugin = def ? nullptr : findPlugin(node, m_options.plugins);
        if (!def && !plugin) return fail(def.error());
        NodeScope scope{.node = &node, .label = m_labels[index], .opset = opset.value_or(1), .origin = 0, .inputs = {}, .wanted = {}};
        bool complete = true;
        for (const std::string& name : node.inputs) {
            const auto at = m_tensors.find(name);
            PS_CHECK(name.empty() || at != m_tensors.end(), Code::Graph,
                     "input '{}' is not defined by any node, initialiser or input of the graph", name);
            const bool isSequence = m_sequences.contains(name);
            PS_CHECK(!isSequence || (def && takesSequence(**def, scope.inputs.size())), Code::UnsupportedFeature,
                     "input '{}' is a sequence, a tensor is expected", name);
            complete = complete && (name.empty() || isSequence || at->second.valid());
            scope.inputs.push_back(name.empty() ? std::nullopt : std::optional(at->second));
        }
        const std::vector<const OnnxGraph*> graphs = subgraphsOf(node);
        for (const OnnxGraph* const graph : graphs) complete = complete && areCapturesUsable(*graph);
        if (!complete) return Outputs{};
        m_label = m_labels[index];
        m_subject = nodeSubject(node);
        m_hasReported = false;
        scope.subgraphs = this;
        scope.sequences = &m_sequences;
        for (const std::string& name : node.outputs) scope.wanted.push_back(m_read.contains(name));
        scope.origin = m_result.network.addOrigin({m_labels[index], qualifiedName(node)});
        NodeImport view(m_result.network, m_layerNames, std::move(scope));
        Result<Outputs> outputs = plugin ? importPlugin(view, *m_options.plugins, *plugin) : (*def)->importer(view);
        if (!outputs && m_hasReported) return Outputs{};
        if (!outputs) return outputs;
        for (const std::string& attribute : view.unreadAttributes())
            m_result.diagnostics.warn(m_labels[index], fmt::format("{}: attribute '{}' is not known and ignored", nodeSubject(node), attribute));
        for (const std::string& sentence : view.warnings())
            m_result.diagnostics.warn(m_labels[index], fmt::format("{}: {}", nodeSubject(node), sentence));
        return outputs;
    }

    /// Names that nobody defines are left to the node that reads them.
    bool areCapturesUsable(const OnnxGraph& graph) const {
        return std::ranges::all_of(capturedNames(graph), [&](std::string_view name) {
            const auto at = m_tensors.find(std::string(name));
            return at == m_tensors.end() || at->second.valid() || m_sequences.contains(at->first);
        });
    }

    void markOutputs() {
        std::unordered_set<std::string_view> seen;
        for (const std::string& name : m_graph.outputs) {
            if (!seen.insert(name).second) continue;
            const auto at = m_tensors.find(name);
            if (at == m_tensors.end() && !isOnCycle(name))
                report({Code::Graph, fmt::format("output '{}'", name), "no node, initialiser or input of the graph defines it", {}}, name);
            if (m_sequences.contains(name))
                report({Code::UnsupportedFeature, fmt::format("output '{}'", name), "it is a sequence; outputs of a model must be tensors", {}}, name);
            if (at != m_tensors.end() && at->second.valid()) markOutput(name, at->second);
        }
        if (m_graph.outputs.empty()) report({Code::Graph, "the graph", "it has no outputs", {}}, {});
    }

    /// Its producer exists but could not be ordered, which has been reported.
    bool isOnCycle(const std::string& name) const {
        return std::ranges::any_of(m_graph.nodes, [&](const OnnxNode& node) { return std::ranges::find(node.outputs, name) != node.outputs.end(); });
    }

    void markOutput(const std::string& name, TensorId id) {
        if (Status status = onnx::markOutput(m_result.network, name, id); !status) report(std::move(status.error()), name);
    }

    const OnnxGraph& m_graph;
    const OnnxModel& m_model;
    const ImportOptions& m_options;
    ImportResult& m_result;
    std::unordered_map<std::string, TensorId> m_tensors;
    SequenceTable m_sequences;  ///< no valid tensor stands under these names
    std::unordered_set<std::string_view> m_read;
    std::vector<std::string> m_labels;
    std::set<std::string>& m_layerNames;
    std::stop_token m_stop;
    Place m_place;
    std::string m_label, m_subject;  ///< of the node at hand
    bool m_hasReported = false;      ///< what is wrong with it is in the diagnostics
};

Result<ImportResult> importFile(const std::filesystem::path& path, const ImportOptions& options, std::stop_token stop) {
    ImportResult result;
    PS_ASSIGN(const OnnxModel model, readModel(path, result.diagnostics));
    PS_CHECK(!stop.stop_requested(), Code::Cancelled, "the import was stopped");
    result.network.name = model.graph.name;
    result.info = {.irVersion = model.irVersion,
                   .opset = 0,
                   .modelVersion = model.modelVersion,
                   .producer = model.producer,
                   .producerVersion = model.producerVersion,
                   .domain = model.domain,
                   .docString = model.docString,
                   .hash = model.hash,
                   .nodeCount = model.graph.nodes.size()};
    std::set<std::string> layerNames;
    PS_TRY(GraphImport(model, model.graph, options, result, layerNames, std::move(stop), {}).importModel());
    return result;
}

}  // namespace

Status markOutput(Network& network, const std::string& name, TensorId id) {
    if (!network.producer(id).valid() || network.isOutput(id)) {
        LayerSpec copy;
        copy.name = fmt::format("copy of {}", name);
        copy.def = &layers::identity::def;
        copy.attrs = Attrs::of(layers::identity::Attrs{});
        copy.inputs = {id};
        PS_ASSIGN(const LayerId layer, network.addLayer(std::move(copy)));
        id = network.layer(layer).outputs.front();
    }
    network.markOutput(name, id);
    return {};
}

Result<ImportResult> importModel(const std::filesystem::path& path, const ImportOptions& options, std::stop_token stop) {
    try {
        return importFile(path, options, std::move(stop));
    } catch (const std::bad_alloc&) {
        return fail({Code::Memory, "file '" + path.string() + "'", "there is not enough memory to import the model", {}});
    } catch (const std::exception& error) {  // protobuf and the file system library throw
        return fail({Code::Bug, "file '" + path.string() + "'", error.what(), {}});
    }
}

Error summarize(const Diagnostics& diagnostics) {
    std::vector<const Error*> errors;
    for (const Diagnostic& item : diagnostics.items())
        if (item.severity == Severity::Error) errors.push_back(&item.error);
    if (errors.size() == 1) return *errors.front();
    std::string list;
    for (const Error* const error : errors) list += (list.empty() ? "" : "; ") + error->text();
    return {errors.empty() ? Code::Bug : errors.front()->code, {}, fmt::format("{} problems: {}", errors.size(), list), {}};
}

}  // namespace planscope::onnx
