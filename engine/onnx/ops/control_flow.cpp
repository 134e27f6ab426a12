// SPDX-License-Identifier: Apache-2.0
#include "engine/base/check.h"
#include "engine/layers/conditional.h"
#include "engine/layers/loop.h"
#include "engine/network/names.h"
#include "engine/onnx/deciding_axes.h"
#include "engine/onnx/node_import.h"
#include "engine/onnx/ops/layer_steps.h"
#include "engine/onnx/ops/sequence_steps.h"

#include <algorithm>

namespace planscope::onnx::ops::control_flow {
namespace {

namespace loop = layers::loop;

Status markOutputs(Subnetwork& body, std::size_t first) {
    for (std::size_t i = first; i < body.outputs.size(); ++i) {
        const bool isRepeated = std::ranges::count(body.names, body.names[i]) > 1;
        PS_TRY(markOutput(body.network, isRepeated ? fmt::format("{}:{}", body.names[i], i) : body.names[i], body.outputs[i]));
    }
    return {};
}

Body bodyOf(Subnetwork body) { return {std::make_shared<const Network>(std::move(body.network))}; }

std::vector<TensorId> tensorsOf(std::span<const Capture> captures) {
    std::vector<TensorId> out;
    for (const Capture& capture : captures) out.push_back(capture.tensor);
    return out;
}

Status checkOutputCount(const NodeImport& node, const OnnxGraph& graph, std::string_view attribute) {
    PS_CHECK(graph.outputs.size() == node.node().outputs.size(), Code::Arity, "attribute '{}' is a graph with {} outputs, the node has {}",
             attribute, graph.outputs.size(), node.node().outputs.size());
    return {};
}

Result<Body> importBranch(NodeImport& node, const OnnxGraph& graph, std::span<const Capture> captures, std::string_view attribute) {
    PS_ASSIGN(Subnetwork branch, node.subgraphs().importBody(graph, {}, captures, attribute, LoopBody::No));
    for (std::size_t i = 0; i < branch.outputs.size(); ++i)
        PS_CHECK(!branch.sequences[i], Code::UnsupportedFeature,
                 "output '{}' of attribute '{}' is a sequence, which is supported only for a condition that is known at build time",
                 branch.names[i], attribute);
    PS_TRY(markOutputs(branch, 0));
    return bodyOf(std::move(branch));
}

std::string howToDecide(const NodeImport& node, TensorId condition) {
    const std::vector<OpenAxis> axes = decidingAxes(node.network(), condition);
    if (axes.empty()) return "which of them runs is decided by data, and one engine cannot hold both";
    std::string out;
    for (const OpenAxis& axis : axes)
        out += fmt::format("{}axis {} of '{}'{}", out.empty() ? "" : " and ", axis.axis, axis.input,
                           axis.name.empty() ? std::string() : fmt::format(" ({})", axis.name));
    return fmt::format("which of them runs is decided by {}: it must be a number, by --shapes or by the same one in --minShapes, --optShapes "
                       "and --maxShapes", out);
}

/// What is behind the node is made for one rank.
Status checkRanks(const NodeImport& node, TensorId condition, const Network& thenBody, const Network& elseBody) {
    for (std::size_t i = 0; i < thenBody.outputs().size(); ++i) {
        const Dims& a = thenBody.tensor(thenBody.outputs()[i].tensor).dims;
        const Dims& b = elseBody.tensor(elseBody.outputs()[i].tensor).dims;
        PS_CHECK(a.rank == b.rank, Code::UnsupportedFeature, "output {} is [{}] from then_branch and [{}] from else_branch, and {}", i,
                 toString(a), toString(b), howToDecide(node, condition));
    }
    return {};
}

/// A branch that is known to run is no branch.
Result<Outputs> importIf(NodeImport& node) {
    PS_ASSIGN(const TensorId condition, node.input(0));
    PS_ASSIGN(const OnnxGraph* const thenGraph, node.graph("then_branch"));
    PS_ASSIGN(const OnnxGraph* const elseGraph, node.graph("else_branch"));
    if (node.tensor(condition).constant) {
        PS_ASSIGN(const double value, node.knownScalar(0, "cond"));
        const std::string_view attribute = value != 0 ? "then_branch" : "else_branch";
        PS_TRY(checkOutputCount(node, value != 0 ? *thenGraph : *elseGraph, attribute));
        PS_ASSIGN(SubgraphOutputs outputs, node.subgraphs().importInline(value != 0 ? *thenGraph : *elseGraph, attribute));
        for (std::size_t i = 0; i < outputs.sequences.size(); ++i)
            if (outputs.sequences[i]) node.giveSequence(static_cast<int>(i), *outputs.sequences[i]);
        return std::move(outputs.tensors);
    }
    PS_TRY(checkOutputCount(node, *thenGraph, "then_branch"));
    PS_TRY(checkOutputCount(node, *elseGraph, "else_branch"));
    const OnnxGraph* const graphs[] = {thenGraph, elseGraph};
    const std::vector<Capture> captures = node.subgraphs().capturesOf(graphs);
    layers::conditional::Attrs attrs;
    PS_ASSIGN(attrs.thenBody, importBranch(node, *thenGraph, captures, "then_branch"));
    PS_ASSIGN(attrs.elseBody, importBranch(node, *elseGraph, captures, "else_branch"));
    PS_TRY(checkRanks(node, condition, *attrs.thenBody.network, *attrs.elseBody.network));
    std::vector<TensorId> inputs = tensorsOf(captures);
    inputs.insert(inputs.begin(), condition);
    return node.finish(layers::conditional::def, std::move(inputs), Attrs::of(std::move(attrs)));
}

TensorType typeOf(const Network& network, TensorId id) { return {network.tensor(id).type, network.tensor(id).dims}; }

ConstantPtr boolean(bool value, const Dims& dims) {
    const std::uint8_t byte = value ? 1 : 0;
    return Constant::of<std::uint8_t>(DataType::Bool, dims, std::span(&byte, 1));
}

ConstantPtr integer(std::int32_t value) { return Constant::ofInts(Dims{}, std::span(&value, 1)); }

bool isTrue(const ConstantPtr& value) { return value && value->type() == DataType::Bool && value->dims().volume() == 1 && value->as<std::uint8_t>()[0] != 0; }

/// What Loop and Scan have in common once their inputs are sorted.
struct LoopParts {
    const OnnxGraph* graph = nullptr;
    std::vector<SubgraphInput> before{};  ///< inputs of the body before the carried values
    std::vector<TensorType> carried{};
    std::vector<TensorType> slices{};
    std::size_t conditions = 0;           ///< outputs of the body before the carried values
    /// What the carried values are before the loop, in the order of the node, where any of them is a sequence; the others are
    /// `carried`.
    std::vector<std::optional<Sequence>> sequences{};

    bool hasSequences() const { return !sequences.empty(); }
    bool isSequence(std::size_t value) const { return value < sequences.size() && sequences[value].has_value(); }
    std::size_t carriedCount() const { return hasSequences() ? sequences.size() : carried.size(); }
};

std::vector<SubgraphInput> bodyInputs(const LoopParts& parts) {
    std::vector<SubgraphInput> out = parts.before;
    auto tensor = parts.carried.begin();
    for (std::size_t k = 0; k < parts.carriedCount(); ++k) {
        if (parts.isSequence(k)) out.push_back({{}, {}, Sequence{.elements = {}, .stack = {}, .carried = k}});
        else out.push_back({*tensor++, {}, {}});
    }
    for (const TensorType& type : parts.slices) out.push_back({type, {}, {}});
    return out;
}

/// A sequence that a loop carries is no value of the body; the tensor that an iteration adds to it becomes a scan output,
/// behind those that the node has.
Status scanInsertions(const LoopParts& parts, Subnetwork& body) {
    std::vector<TensorId> outputs, inserted;
    std::vector<std::string> names, insertedNames;
    for (std::size_t i = 0; i < body.outputs.size(); ++i) {
        const std::optional<Sequence>& sequence = body.sequences[i];
        const bool isCarried = i >= parts.conditions && parts.isSequence(i - parts.conditions);
        PS_CHECK(isCarried || !sequence, Code::UnsupportedFeature, "output '{}' of attribute 'body' is a sequence, a tensor is expected",
                 body.names[i]);
        const bool isInsertion = isCarried && sequence && sequence->carried == i - parts.conditions && sequence->elements.size() == 1;
        PS_CHECK(!isCarried || isInsertion, Code::UnsupportedFeature,
                 "the body makes the sequence '{}'; all that is supported for a sequence that a loop carries is adding one tensor to its end "
                 "in each iteration", body.names[i]);
        (isCarried ? inserted : outputs).push_back(isCarried ? sequence->elements.front() : body.outputs[i]);
        (isCarried ? insertedNames : names).push_back(body.names[i]);
    }
    outputs.insert(outputs.end(), inserted.begin(), inserted.end());
    names.insert(names.end(), insertedNames.begin(), insertedNames.end());
    body.sequences.assign(outputs.size(), std::nullopt);
    body.outputs = std::move(outputs);
    body.names = std::move(names);
    return {};
}

/// The outputs of the loop layer as those of the node.
Result<Outputs> gatherSequences(NodeImport& node, const LoopParts& parts, const Outputs& made) {
    Outputs out;
    auto tensor = made.begin();
    auto stack = made.end() - std::ranges::count_if(parts.sequences, [](const auto& sequence) { return sequence.has_value(); });
    const auto firstStack = stack;
    for (std::size_t k = 0; k < parts.carriedCount(); ++k) {
        if (!parts.isSequence(k)) {
            out.push_back(*tensor++);
            continue;
        }
        PS_ASSIGN(Sequence whole, withStack(node, *parts.sequences[k], *stack++));
        node.giveSequence(static_cast<int>(k), std::move(whole));
        out.emplace_back();
    }
    out.insert(out.end(), tensor, firstStack);
    return out;
}

/// True where a carried value leaves the body with other extents than it came with; they are open from now on.
bool widen(std::vector<TensorType>& carried, const Subnetwork& body, std::size_t firstOutput) {
    bool changed = false;
    for (std::size_t k = 0; k < carried.size(); ++k) {
        Dims& before = carried[k].dims;
        const Dims& after = body.network.tensor(body.outputs[firstOutput + k]).dims;
        for (int i = 0; before.rank == after.rank && i < before.rank; ++i) {
            const std::int64_t open = loop::changingExtent(body.network.name, static_cast<int>(k), i);
            if (before[i] == after[i] || before[i] == open) continue;
            before[i] = open;
            changed = true;
        }
    }
    return changed;
}

/// The body for extents that hold in every iteration.
Result<Subnetwork> importLoopBody(NodeImport& node, LoopParts& parts, std::span<const Capture> captures) {
    const std::size_t least = parts.conditions + parts.carriedCount();
    PS_CHECK(parts.graph->outputs.size() >= least, Code::Arity, "attribute 'body' is a graph with {} outputs, at least {} are expected",
             parts.graph->outputs.size(), least);
    PS_CHECK(node.subgraphs().loopDepth() < loop::kMaxDepth, Code::Limit, "loops stand more than {} deep inside each other", loop::kMaxDepth);
    while (true) {
        PS_ASSIGN(Subnetwork body, node.subgraphs().importBody(*parts.graph, bodyInputs(parts), captures, "body", LoopBody::Yes));
        PS_TRY(scanInsertions(parts, body));
        if (!widen(parts.carried, body, parts.conditions)) return body;
    }
}

struct LoopInputs {
    TensorId tripCount, condition;
    std::vector<TensorId> values;  ///< carried, then scanned
};

Result<Outputs> finishLoop(NodeImport& node, LoopParts parts, LoopInputs inputs, loop::Attrs attrs, bool usesCondition) {
    const OnnxGraph* const graphs[] = {parts.graph};
    const std::vector<Capture> captures = node.subgraphs().capturesOf(graphs);
    PS_ASSIGN(Subnetwork body, importLoopBody(node, parts, captures));
    attrs.condition = usesCondition && !isTrue(body.network.tensor(body.outputs[0]).constant);
    attrs.carried = static_cast<int>(parts.carried.size());
    if (attrs.outputAxes.empty()) attrs.outputAxes.assign(body.outputs.size() - parts.conditions - parts.carried.size(), 0);
    PS_TRY(markOutputs(body, attrs.condition ? 0 : parts.conditions));
    attrs.body = bodyOf(std::move(body));
    std::vector<TensorId> operands{inputs.tripCount, inputs.condition};
    operands.insert(operands.end(), inputs.values.begin(), inputs.values.end());
    const std::vector<TensorId> captured = tensorsOf(captures);
    operands.insert(operands.end(), captured.begin(), captured.end());
    if (!parts.hasSequences()) return node.finish(loop::def, std::move(operands), Attrs::of(std::move(attrs)));
    PS_ASSIGN(const Outputs made, node.steps(loop::def, std::move(operands), Attrs::of(std::move(attrs))));
    return gatherSequences(node, parts, made);
}

Dims declaredDims(const OnnxGraph& graph, std::size_t input) {
    const OnnxValue& value = graph.inputs[input];
    return value.hasShape && value.dims.size() == 1 ? Dims{1} : Dims{};
}

/// The body is told that the condition holds, since otherwise it does not run. Without a condition at the node, that of the
/// body does not matter.
Result<Outputs> importLoop(NodeImport& node) {
    LoopParts parts;
    PS_ASSIGN(parts.graph, node.graph("body"));
    parts.conditions = 1;
    LoopInputs inputs;
    for (int i = 2; i < node.inputCount(); ++i) {
        const Sequence* const sequence = node.sequence(i);
        PS_CHECK(!sequence || !sequence->carried, Code::UnsupportedFeature,
                 "input '{}' is a sequence that the loop around carries, which is not supported", node.node().inputs[static_cast<std::size_t>(i)]);
        if (sequence) parts.sequences.resize(static_cast<std::size_t>(node.inputCount() - 2));
        if (sequence) parts.sequences[static_cast<std::size_t>(i - 2)] = *sequence;
        if (sequence) continue;
        PS_ASSIGN(inputs.values.emplace_back(), node.input(i));
        parts.carried.push_back(typeOf(node.network(), inputs.values.back()));
    }
    const std::size_t expected = 2 + parts.carriedCount();
    PS_CHECK(parts.graph->inputs.size() == expected, Code::Arity, "attribute 'body' is a graph with {} inputs, expected {}",
             parts.graph->inputs.size(), expected);
    parts.before = {{{DataType::Int32, Dims{}}, {}, {}}, {{}, boolean(true, declaredDims(*parts.graph, 1)), {}}};
    inputs.tripCount = node.has(0) ? *node.input(0) : node.constant("tripCount", integer(loop::kNoTripCount));
    inputs.condition = node.has(1) ? *node.input(1) : node.constant("condition", boolean(true, Dims{}));
    return finishLoop(node, std::move(parts), std::move(inputs), {}, node.has(1));
}

/// One axis per scanned value; counted from the end where negative.
Result<std::vector<std::int64_t>> axesOf(NodeImport& node, std::string_view name, std::span<const int> ranks) {
    PS_ASSIGN(const Integers* const given, node.list(name));
    std::vector<std::int64_t> out(ranks.size(), 0);
    if (!given) return out;
    PS_CHECK(given->size() == ranks.size(), Code::Attribute, "attribute '{}' has {} entries, expected {}", name, given->size(), ranks.size());
    for (std::size_t i = 0; i < out.size(); ++i) {
        PS_ASSIGN(out[i], resolveAxis((*given)[i], ranks[i]));
    }
    return out;
}

Result<std::vector<std::int64_t>> flagsOf(NodeImport& node, std::string_view name, std::size_t count) {
    PS_ASSIGN(const Integers* const given, node.list(name));
    PS_CHECK(!given || given->size() == count, Code::Attribute, "attribute '{}' has {} entries, expected {}", name, given->size(), count);
    return given ? *given : std::vector<std::int64_t>(count, 0);
}

Dims withoutAxis(const Dims& dims, std::int64_t axis) {
    Dims out;
    for (int i = 0; i < dims.rank; ++i)
        if (i != axis) out.push(dims[i]);
    return out;
}

/// Values that are carried come first, then those that are scanned, in the node's inputs as in the body's.
Result<LoopParts> scanParts(NodeImport& node, int firstInput, LoopInputs& inputs) {
    LoopParts parts;
    PS_ASSIGN(parts.graph, node.graph("body"));
    PS_ASSIGN(const int scanned, node.integer("num_scan_inputs"));
    const int values = node.inputCount() - firstInput;
    PS_CHECK(scanned >= 1 && scanned <= values, Code::Attribute, "num_scan_inputs is {}, the node has {} inputs", scanned, values);
    PS_CHECK(parts.graph->inputs.size() == static_cast<std::size_t>(values), Code::Arity,
             "attribute 'body' is a graph with {} inputs, expected {}", parts.graph->inputs.size(), values);
    for (int i = 0; i < values; ++i) {
        PS_ASSIGN(inputs.values.emplace_back(), node.input(firstInput + i));
        const TensorType type = typeOf(node.network(), inputs.values.back());
        (i < values - scanned ? parts.carried : parts.slices).push_back(type);
    }
    parts.before = {{{DataType::Int32, Dims{}}, {}, {}}};
    inputs.tripCount = node.constant("tripCount", integer(loop::kNoTripCount));
    inputs.condition = node.constant("condition", boolean(true, Dims{}));
    return parts;
}

/// The axes of scan outputs count in the outputs, which have one axis more than what the body makes.
Result<std::vector<int>> scanOutputRanks(NodeImport& node, LoopParts parts) {
    const OnnxGraph* const graphs[] = {parts.graph};
    const std::vector<Capture> captures = node.subgraphs().capturesOf(graphs);
    PS_ASSIGN(const Subnetwork body, importLoopBody(node, parts, captures));
    std::vector<int> out;
    for (std::size_t i = parts.carried.size(); i < body.outputs.size(); ++i) out.push_back(body.network.tensor(body.outputs[i]).dims.rank + 1);
    return out;
}

Result<Outputs> importScan(NodeImport& node) {
    LoopInputs inputs;
    PS_ASSIGN(LoopParts parts, scanParts(node, 0, inputs));
    std::vector<int> ranks;
    for (const TensorType& type : parts.slices) ranks.push_back(type.dims.rank);
    loop::Attrs attrs;
    PS_ASSIGN(attrs.inputAxes, axesOf(node, "scan_input_axes", ranks));
    PS_ASSIGN(attrs.inputsReversed, flagsOf(node, "scan_input_directions", ranks.size()));
    for (std::size_t i = 0; i < ranks.size(); ++i) {
        PS_CHECK(ranks[i] > 0, Code::Shape, "scanned input {} has no axis", i);
        parts.slices[i].dims = withoutAxis(parts.slices[i].dims, attrs.inputAxes[i]);
    }
    PS_ASSIGN(const std::vector<int> outputRanks, scanOutputRanks(node, parts));
    PS_ASSIGN(attrs.outputAxes, axesOf(node, "scan_output_axes", outputRanks));
    PS_ASSIGN(attrs.outputsReversed, flagsOf(node, "scan_output_directions", outputRanks.size()));
    return finishLoop(node, std::move(parts), std::move(inputs), std::move(attrs), false);
}

/// Everything without its batch axis, which has one entry.
Result<LoopInputs> withoutBatch(NodeImport& node, const LoopInputs& inputs, LoopParts& parts) {
    LoopInputs out{inputs.tripCount, inputs.condition, {}};
    for (std::size_t i = 0; i < inputs.values.size(); ++i) {
        TensorType& type = i < parts.carried.size() ? parts.carried[i] : parts.slices[i - parts.carried.size()];
        PS_CHECK(type.dims.rank > 0 && type.dims[0] == 1, Code::UnsupportedFeature,
                 "input {} is {}; Scan of operator set 8 is supported for a batch of 1", i + 1, toString(type.dims));
        type.dims = withoutAxis(type.dims, 0);
        PS_ASSIGN(out.values.emplace_back(), reshaped(node, inputs.values[i], type.dims));
    }
    return out;
}

/// Operator set 8: a batch of scans along axis 1.
Result<Outputs> importBatchedScan(NodeImport& node) {
    PS_CHECK(!node.has(0), Code::UnsupportedFeature, "input 'sequence_lens' is not supported");
    LoopInputs batched;
    PS_ASSIGN(LoopParts parts, scanParts(node, 1, batched));
    PS_ASSIGN(LoopInputs inputs, withoutBatch(node, batched, parts));
    loop::Attrs attrs;
    attrs.inputAxes.assign(parts.slices.size(), 0);
    PS_ASSIGN(attrs.inputsReversed, flagsOf(node, "directions", parts.slices.size()));
    for (std::size_t i = 0; i < parts.slices.size(); ++i) {
        PS_CHECK(parts.slices[i].dims.rank > 0, Code::Shape, "scanned input {} has no axis", i);
        parts.slices[i].dims = withoutAxis(parts.slices[i].dims, 0);
    }
    PS_ASSIGN(Outputs outputs, finishLoop(node, std::move(parts), std::move(inputs), std::move(attrs), false));
    for (TensorId& output : outputs) {
        Dims dims{1};
        for (const std::int64_t extent : node.dims(output)) dims.push(extent);
        PS_ASSIGN(output, reshaped(node, output, dims));
    }
    return outputs;
}

constexpr OnnxOpDef kOps[] = {
    {"", "If", {1, kNewestOpset}, importIf},
    {"", "Loop", {1, kNewestOpset}, importLoop,
     "a sequence may be carried that gets one tensor at its end per iteration", ~3U},
    {"", "Scan", {8, 8}, importBatchedScan},
    {"", "Scan", {9, kNewestOpset}, importScan},
};

}  // namespace

extern constinit const OnnxOpTable table{kOps};  // extern: the generated list of tables refers to it

}  // namespace planscope::onnx::ops::control_flow
