// SPDX-License-Identifier: Apache-2.0
// pointwise(anchor(x), r) becomes the anchor with the program as its epilogue: activations, residual adds, gates. The anchor's
// result must have no other reader and the extents of the program's result, and be read as Float, or as the sums of integers. Of two anchors that meet in
// one program the later one takes it, since the other's result exists by then.
#include "engine/layers/convolution.h"
#include "engine/layers/deconvolution.h"
#include "engine/layers/matrix_multiply.h"
#include "engine/layers/pointwise.h"
#include "engine/network/names.h"
#include "engine/network/pointwise_text.h"
#include "engine/passes/match.h"
#include "engine/passes/pass.h"
#include "engine/passes/program_inputs.h"

#include <algorithm>

namespace planscope::passes::fuse_epilogues {
namespace {

bool isAnchor(const Layer& layer) {
    return layer.is(layers::convolution::kind) || layer.is(layers::deconvolution::kind) || layer.is(layers::matrix_multiply::kind);
}

/// Whether the anchor behind `input` can take the program of `reader`.
bool isFree(const Network& network, TensorId input, LayerId reader, Declines& declines) {
    const LayerId id = network.producer(input);
    if (!id.valid() || !isAnchor(network.layer(id))) return false;
    const Tensor& result = network.tensor(input);
    const Dims& dims = network.tensor(network.layer(reader).outputs[0]).dims;
    if (!soleReader(network, input)) declines.because("{}", otherReaders(network, input, reader));
    else if (!(result.dims == dims)) declines.because("the result {} of '{}' would be computed for {}", toString(result.dims), network.layer(id).name, toString(dims));
    else if (result.type != DataType::Float && result.type != DataType::Int32)
        declines.because("the result of '{}' is {}", network.layer(id).name, toString(result.type));
    else return true;
    return false;
}

std::optional<LayerId> latestAnchor(const Network& network, LayerId reader, Declines& declines) {
    std::optional<LayerId> best;
    for (const TensorId input : network.layer(reader).inputs) {
        const LayerId id = network.producer(input);
        if (isFree(network, input, reader, declines) && (!best || id > *best)) best = id;
    }
    return best;
}

/// Layers are computed on halves by what wraps them, see engine/devices/adapted_tactic.h; these are tensors of half models
/// that are computed in single precision.
std::optional<TensorId> halfTensor(const Network& network, const Layer& layer) {
    for (const auto* list : {&layer.inputs, &layer.outputs})
        for (const TensorId id : *list)
            if (network.tensor(id).type == DataType::Half) return id;
    return std::nullopt;
}

/// "conv + add + relu", as TensorRT writes a residual sum and its ReLU; other chains stay one node, "conv + PWN(a, b)".
std::string fusedName(const Layer& anchor, const Layer& layer, const PointwiseProgram& program) {
    const bool isResidual = program.stepCount == program.inputCount + 2 && program.result().op == PointwiseOp::Relu &&
                            program.steps[static_cast<std::size_t>(program.stepCount - 2)].op == PointwiseOp::Sum;
    const std::size_t comma = layer.name.find(", ");
    if (!isResidual || !layer.name.starts_with("PWN(") || comma == std::string::npos) return joinedName(anchor, layer);
    return anchor.name + " + " + layer.name.substr(4, comma - 4) + " + " + layer.name.substr(comma + 2, layer.name.size() - comma - 3);
}

Result<std::optional<Patch>> rewrite(const Network& network, LayerId id, Declines& declines) {
    const Layer& layer = network.layer(id);
    const Dims& dims = network.tensor(layer.outputs[0]).dims;
    const auto anchorId = latestAnchor(network, id, declines);
    if (!anchorId) return std::nullopt;
    for (const TensorId input : layer.inputs)
        if (!surelyBroadcasts(network.tensor(input).dims, dims))
            return declines.because("'{}' {} is not known to broadcast to {}", network.tensor(input).name, toString(network.tensor(input).dims), toString(dims));
    if (const auto half = halfTensor(network, layer))
        return declines.because("'{}' is {}, which no product reads or writes beside its sums", network.tensor(*half).name, toString(DataType::Half));
    const Layer& anchor = network.layer(*anchorId);
    const BoundProgram bound = simplified({layer.attrs.as<layers::pointwise::Attrs>().program, layer.inputs}, anchor.outputs[0]);
    const auto epilogue = compose(anchor.epilogue, bound.program, 0);
    const std::size_t extras = bound.inputs.size() - 1;
    if (!epilogue) return declines.because("with the epilogue of '{}' the program is longer than programs can be", anchor.name);

    std::vector<TensorId> inputs = anchor.inputs;
    inputs.insert(inputs.end(), bound.inputs.begin() + 1, bound.inputs.end());
    Patch patch(network, "'" + layer.name + "' is the epilogue of '" + anchor.name + "'");
    const TensorId out = patch.addLayer({.name = fusedName(anchor, layer, bound.program), .def = anchor.def, .attrs = anchor.attrs, .inputs = inputs,
                                         .epilogue = *epilogue, .epilogueInputs = anchor.epilogueInputs + static_cast<int>(extras),
                                         .origins = joinedOrigins(anchor, layer),
                                         .outputNames = {network.tensor(layer.outputs[0]).name}});
    patch.redirect(layer.outputs[0], out);
    patch.drop(id);
    patch.drop(*anchorId);
    return patch;
}

constexpr LayerKind kAnchors[] = {layers::pointwise::kind};

}  // namespace

extern constinit const RewriteDef def;
constinit const RewriteDef def{.name = "fuse_epilogues", .before = "pointwise(convolution(x), r)", .after = "convolution(x; r) then program",
                     .anchors = kAnchors, .rewrite = rewrite};

}  // namespace planscope::passes::fuse_epilogues
