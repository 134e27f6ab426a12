// SPDX-License-Identifier: Apache-2.0
// Convolutions or products of one input with constants, alike but for their weights, become one with the weights side by side;
// slices take its result apart. Only where every slice is one aligned piece of memory in any format, large enough to be a view
// (see engine/memory/shared_storage.h): results are single vectors whose parts begin at multiples of 16. After epilogues, which
// must be the same program over nothing else.
#include "engine/layers/convolution.h"
#include "engine/layers/matrix_multiply.h"
#include "engine/layers/slice.h"
#include "engine/network/names.h"
#include "engine/passes/match.h"
#include "engine/passes/pass.h"

#include <algorithm>

namespace planscope::passes::merge_siblings {
namespace {

using Siblings = std::vector<LayerId>;

constexpr std::int64_t kAlignedFloats = 16;
/// A part is at least this part of the whole.
constexpr std::int64_t kLeastPart = 4;

/// Along which axis of the result, the weights and the bias the parts stand side by side.
struct Sides {
    int result, weights;
};

Sides sidesOf(const Network& network, const Layer& layer) {
    if (layer.is(layers::convolution::kind)) return {1, 0};
    const bool isTransposed = layer.attrs.as<layers::matrix_multiply::Attrs>().opB == MatrixOperation::Transpose;
    return {network.tensor(layer.outputs[0]).dims.rank - 1, isTransposed ? 0 : 1};
}

bool isFloatConstant(const Tensor& tensor) { return tensor.constant && tensor.type == DataType::Float; }

/// The bias has one element per column, along its last axis.
bool hasPlainBias(const Network& network, const Layer& layer, std::int64_t columns) {
    if (layer.inputs.size() < 3) return true;
    const Tensor& bias = network.tensor(layer.inputs[2]);
    return isFloatConstant(bias) && bias.dims.rank > 0 && bias.dims[bias.dims.rank - 1] == columns && bias.dims.volume() == columns;
}

bool isMergeable(const Network& network, const Layer& layer) {
    if (layer.outputs.size() != 1 || layer.epilogueInputs != 0 || network.isOutput(layer.outputs[0])) return false;
    const Tensor &x = network.tensor(layer.inputs[0]), &weights = network.tensor(layer.inputs[1]), &out = network.tensor(layer.outputs[0]);
    if (x.type != DataType::Float || out.type != DataType::Float || x.constant || !isFloatConstant(weights)) return false;
    const bool isConvolution = layer.is(layers::convolution::kind);
    if (isConvolution && layer.attrs.as<layers::convolution::Attrs>().groups != 1) return false;
    if (!isConvolution && (weights.dims.rank != 2 || layer.attrs.as<layers::matrix_multiply::Attrs>().opB == MatrixOperation::Vector)) return false;
    return hasPlainBias(network, layer, out.dims[sidesOf(network, layer).result]);
}

/// Extents but for `axis`.
bool sameBeside(const Dims& a, const Dims& b, int axis) {
    Dims other = b;
    if (a.rank == b.rank) other[axis] = a[axis];
    return a == other;
}

bool areAlike(const Network& network, const Layer& a, const Layer& b) {
    if (a.def != b.def || a.inputs.size() != b.inputs.size() || !(a.epilogue == b.epilogue) || !(a.numerics == b.numerics) || !(a.request == b.request) ||
        !equalAttrs(*a.def, a.attrs, b.attrs))
        return false;
    const auto dims = [&](const Layer& layer, std::size_t i) -> const Dims& { return network.tensor(layer.inputs[i]).dims; };
    if (a.inputs.size() == 3 && dims(a, 2).rank != dims(b, 2).rank) return false;
    return sameBeside(dims(a, 1), dims(b, 1), sidesOf(network, a).weights);
}

Siblings siblingsOf(const Network& network, LayerId first) {
    Siblings out;
    const Layer& layer = network.layer(first);
    for (const LayerId id : network.consumers(layer.inputs[0])) {
        const Layer& other = network.layer(id);
        if (other.def == layer.def && other.inputs[0] == layer.inputs[0] && isMergeable(network, other) && areAlike(network, layer, other)) out.push_back(id);
    }
    std::ranges::sort(out);
    out.erase(std::ranges::unique(out).begin(), out.end());
    return out;
}

/// Constants joined along an axis.
ConstantPtr joined(const Network& network, const Siblings& siblings, std::size_t input, int axis) {
    Dims dims = network.tensor(network.layer(siblings[0]).inputs[input]).dims;
    const auto rows = static_cast<std::size_t>(dims.volume(0, axis));
    dims[axis] = 0;
    for (const LayerId id : siblings) dims[axis] += network.tensor(network.layer(id).inputs[input]).dims[axis];
    std::vector<float> out;
    out.reserve(static_cast<std::size_t>(dims.volume()));
    for (std::size_t row = 0; row < rows; ++row)
        for (const LayerId id : siblings) {
            const auto from = network.tensor(network.layer(id).inputs[input]).constant->floats();
            const auto part = from.subspan(from.size() / rows * row, from.size() / rows);
            out.insert(out.end(), part.begin(), part.end());
        }
    return Constant::ofFloats(dims, out);
}

/// Whether the result is one vector along `axis` that parts of these extents divide into views.
bool dividesIntoViews(const Dims& result, int axis, const std::vector<std::int64_t>& parts) {
    std::int64_t whole = 0;
    for (const std::int64_t part : parts) whole += part;
    for (int i = 0; i < result.rank; ++i)
        if (i != axis && result[i] != 1) return false;
    return std::ranges::all_of(parts, [&](std::int64_t part) { return part % kAlignedFloats == 0 && part * kLeastPart >= whole; });
}

Result<std::optional<Patch>> rewrite(const Network& network, LayerId id, Declines& declines) {
    const Layer& layer = network.layer(id);
    if (!isMergeable(network, layer)) return std::nullopt;
    const Siblings siblings = siblingsOf(network, id);
    if (siblings.size() < 2 || siblings[0] != id) return std::nullopt;
    const Sides sides = sidesOf(network, layer);
    Dims result = network.tensor(layer.outputs[0]).dims;
    std::vector<std::int64_t> parts;
    std::vector<OriginId> origins;
    std::string name;
    for (const LayerId sibling : siblings) {
        const Layer& other = network.layer(sibling);
        parts.push_back(network.tensor(other.outputs[0]).dims[sides.result]);
        origins.insert(origins.end(), other.origins.begin(), other.origins.end());
        name += (name.empty() ? "" : " || ") + other.name;
    }
    if (!dividesIntoViews(result, sides.result, parts)) return declines.because("the parts of '{}' would have to be copied out of {}", name, toString(result));
    std::ranges::sort(origins);
    origins.erase(std::ranges::unique(origins).begin(), origins.end());

    Patch patch(network, "'" + name + "' read one input");
    std::vector<TensorId> inputs{layer.inputs[0], patch.addConstant(name + " weights", joined(network, siblings, 1, sides.weights))};
    if (layer.inputs.size() == 3) inputs.push_back(patch.addConstant(name + " bias", joined(network, siblings, 2, network.tensor(layer.inputs[2]).dims.rank - 1)));
    const TensorId whole = patch.addLayer({.name = name, .def = layer.def, .attrs = layer.attrs, .inputs = inputs, .epilogue = layer.epilogue,
                                           .origins = origins, .outputNames = {name}});
    layers::slice::Attrs cut{.start = Dims::filled(result.rank, 0), .size = result, .stride = {}};
    for (std::size_t i = 0; i < siblings.size(); ++i) {
        const Layer& other = network.layer(siblings[i]);
        cut.size[sides.result] = parts[i];
        const TensorId part = patch.addLayer({.name = "slice_of_" + other.name, .def = &layers::slice::def, .attrs = Attrs::of(cut), .inputs = {whole},
                                              .origins = other.origins, .outputNames = {network.tensor(other.outputs[0]).name}});
        cut.start[sides.result] += parts[i];
        patch.redirect(other.outputs[0], part);
        patch.drop(siblings[i]);
    }
    return patch;
}

constexpr LayerKind kAnchors[] = {layers::convolution::kind, layers::matrix_multiply::kind};

}  // namespace

extern constinit const RewriteDef def;
constinit const RewriteDef def{.name = "merge_siblings", .before = "f(x, v), f(x, w)", .after = "slices of f(x, [v w])", .anchors = kAnchors, .rewrite = rewrite};

}  // namespace planscope::passes::merge_siblings
