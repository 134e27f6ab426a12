// SPDX-License-Identifier: Apache-2.0
#include "engine/dla/placement/behaviour.h"

#include "engine/layers/concatenation.h"
#include "engine/layers/convolution.h"
#include "engine/layers/deconvolution.h"
#include "engine/layers/resize.h"
#include "engine/layers/shuffle.h"
#include "engine/layers/softmax.h"
#include "engine/network/names.h"
#include "engine/scope/dla/facts.h"

#include <algorithm>
#include <fmt/format.h>

namespace planscope::dla {
namespace {

constexpr int kVolumeRank = 5, kInt8Lanes = 32;

bool isIdentity(const Dims& permutation) {
    for (int i = 0; i < permutation.rank; ++i)
        if (permutation[i] != i) return false;
    return true;
}
Dims identity(int rank) {
    Dims out;
    out.rank = rank;
    for (int i = 0; i < rank; ++i) out[i] = i;
    return out;
}
/// `second` after `first`.
Dims composed(const Dims& first, const Dims& second) {
    Dims out = second;
    for (int i = 0; i < second.rank; ++i) out[i] = first[static_cast<int>(second[i])];
    return out;
}

void noteSoftmax(std::vector<Note>& out, const scope::Subject& s) {
    const Dims& dims = s.view.input(0).dims;
    const int axis = s.attrs<layers::softmax::Attrs>().axis;
    bool isExact = true;
    for (int i = std::max(0, dims.rank - 3); i < dims.rank; ++i) isExact = isExact && (i == axis || dims[i] == 1);
    out.push_back({s.id, s.layer.name, isExact ? fmt::format("runs in mode 1 (accurate), since {} has no extent above 1 beside axis {} and the batch", toString(dims), axis)
                                               : fmt::format("runs in mode 2 (approximate), since {} has extents above 1 beside axis {} and the batch", toString(dims), axis)});
}

/// The reader on the DLA that transposes what this node makes, if it is the only reader.
const scope::Subject* nextTranspose(const std::vector<Node>& nodes, const Partition& partition, std::size_t node, const Network& network) {
    const Product& product = nodes[node].products.front();
    if (product.isOutput || product.consumers.size() != 1 || partition.partOf[product.consumers[0]] == kGpu) return nullptr;
    const scope::Subject* const reader = nodes[product.consumers[0]].subject;
    const Dims permutation = transposeOf(network, reader->layer);
    return permutation.rank > 0 && !isIdentity(permutation) ? reader : nullptr;
}

void noteShuffle(std::vector<Note>& out, const std::vector<Node>& nodes, const Partition& partition, std::size_t node, const Network& network) {
    const scope::Subject& s = *nodes[node].subject;
    const Dims permutation = transposeOf(network, s.layer);
    if (permutation.rank == 0) return;
    if (isIdentity(permutation)) return out.push_back({s.id, s.layer.name, "changes nothing; the compiler removes it"});
    const scope::Subject* const next = nextTranspose(nodes, partition, node, network);
    if (!next) return;
    const Dims both = composed(permutation, transposeOf(network, next->layer));
    const std::string instead = isIdentity(both) ? std::string("together they change nothing: remove both in the model") : fmt::format("one transpose by {} in the model does the same", toString(both));
    out.push_back({s.id, s.layer.name, fmt::format("and {} stay two transposes, which the compiler does not merge; {}", next->layer.name, instead)});
}

bool isVolume(const scope::Subject& s) { return s.layer.is(layers::convolution::kind) && s.view.input(0).dims.rank == kVolumeRank; }

/// A concatenation reads what was enlarged: the way back up of a U-Net.
bool joinsEnlarged(const std::vector<Node>& nodes) {
    const auto isEnlarging = [&](std::size_t n) { return nodes[n].subject->layer.is(layers::deconvolution::kind) || nodes[n].subject->layer.is(layers::resize::kind); };
    return std::ranges::any_of(nodes, [&](const Node& node) { return node.subject->layer.is(layers::concatenation::kind) && std::ranges::any_of(node.producers, isEnlarging); });
}

/// 3D-UNet in INT8 on Orin is up to 7 % slower with other inputs (known issue 3656116).
void noteVolumes(std::vector<Note>& out, const std::vector<Node>& nodes, const scope::Question& question) {
    if (!scope::dla::isOrin(question) || !question.plan.precision.int8 || !joinsEnlarged(nodes)) return;
    const auto& inputs = question.network.inputs();
    for (const Node& node : nodes) {
        const auto at = std::ranges::find(inputs, node.subject->layer.inputs.empty() ? TensorId() : node.subject->layer.inputs[0]);
        if (!isVolume(*node.subject) || at == inputs.end()) continue;
        const Tensor& tensor = question.network.tensor(*at);
        const bool isGood = tensor.type == DataType::Int8 && scope::dla::inputFormat(question, static_cast<std::size_t>(at - inputs.begin())) == Format::channelBlocked(kInt8Lanes);
        if (!isGood) out.push_back({{}, tensor.name, "3D-UNet in INT8 is up to 7 % slower on Orin unless its input is INT8 in format CHW32 (known issue 3656116)"});
    }
}

}  // namespace

Dims transposeOf(const Network& network, const Layer& layer) {
    if (!layer.is(layers::shuffle::kind)) return {};
    const auto& attrs = layer.attrs.as<layers::shuffle::Attrs>();
    const Dims &in = network.tensor(layer.inputs[0]).dims, &result = network.tensor(layer.outputs[0]).dims;
    const Dims first = attrs.firstTranspose.rank > 0 ? attrs.firstTranspose : identity(in.rank);
    const Dims second = attrs.secondTranspose.rank > 0 ? attrs.secondTranspose : identity(result.rank);
    if (in.rank != result.rank || first.rank != second.rank) return {};
    if (!attrs.hasReshape && layer.inputs.size() == 1) return composed(first, second);
    // A reshape to the extents that are there already is none.
    const bool isPlain = isIdentity(first) && isIdentity(second) && in == result;
    return isPlain ? first : Dims();
}

std::vector<Note> notesOn(const std::vector<Node>& nodes, const Partition& partition, const scope::Question& question) {
    std::vector<Note> out;
    for (std::size_t i = 0; i < nodes.size(); ++i) {
        if (partition.partOf[i] == kGpu) continue;
        const scope::Subject& subject = *nodes[i].subject;
        if (subject.layer.is(layers::softmax::kind)) noteSoftmax(out, subject);
        if (subject.layer.is(layers::shuffle::kind)) noteShuffle(out, nodes, partition, i, question.network);
    }
    noteVolumes(out, nodes, question);
    return out;
}

}  // namespace planscope::dla
