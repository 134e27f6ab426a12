// SPDX-License-Identifier: Apache-2.0
#include "engine/layers/shape.h"

#include "engine/base/check.h"
#include "engine/layers/reduce.h"
#include "engine/layers/shuffle.h"
#include "engine/layers/slice.h"
#include "engine/network/extent.h"
#include "engine/network/names.h"
#include "engine/onnx/ops/layer_steps.h"
#include "engine/onnx/ops/shape_arithmetic.h"

#include <algorithm>
#include <numeric>

namespace planscope::onnx::ops::shape {
namespace {

using layers::elementwise::ElementwiseKind;
using layers::unary::UnaryKind;

Attrs noAttrs() { return Attrs::of(layers::shape::Attrs{}); }

Result<Outputs> importShape(NodeImport& node) {
    PS_ASSIGN(const TensorId x, node.input(0));
    const int rank = node.dims(x).rank;
    const auto bound = [rank](int value) { return std::clamp(value < 0 ? value + rank : value, 0, rank); };
    PS_ASSIGN(const int start, node.integer("start", 0));
    PS_ASSIGN(const int end, node.integer("end", rank));
    const int first = bound(start), last = bound(end);
    if (first == 0 && last == rank) return node.finish(layers::shape::def, {x}, noAttrs());
    PS_ASSIGN(const TensorId whole, node.step(layers::shape::def, {x}, noAttrs()));
    const int count = std::max(last - first, 0);
    return node.finish(layers::slice::def, {whole},
                       Attrs::of(layers::slice::Attrs{.start = {count > 0 ? first : 0}, .size = {count}, .stride = {1}}));
}

Result<Outputs> importSize(NodeImport& node) {
    PS_ASSIGN(const TensorId x, node.input(0));
    PS_ASSIGN(const TensorId extents, node.step(layers::shape::def, {x}, noAttrs()));
    return node.finish(layers::reduce::def, {extents},
                       Attrs::of(layers::reduce::Attrs{.kind = ReduceKind::Prod, .axes = 1, .keepDims = false}));
}

Result<Outputs> finishReshape(NodeImport& node, TensorId x, const Dims& to, bool zeroIsPlaceholder) {
    return node.finish(layers::shuffle::def, {x},
                       Attrs::of(layers::shuffle::Attrs{.firstTranspose = {},
                                                        .hasReshape = true,
                                                        .reshape = to,
                                                        .zeroIsPlaceholder = zeroIsPlaceholder,
                                                        .secondTranspose = {}}));
}

Result<Outputs> importReshape1(NodeImport& node) {
    node.ignore({"consumed_inputs"});
    PS_ASSIGN(const TensorId x, node.input(0));
    PS_ASSIGN(const Integers* const shape, node.list("shape"));
    PS_CHECK(shape, Code::Attribute, "attribute 'shape' is missing");
    PS_ASSIGN(const Dims to, toDims(*shape));
    return finishReshape(node, x, to, true);
}

/// The attribute where every entry is a number or the extent of the same axis, nothing where the list itself is needed.
std::optional<Dims> plainShape(const ShapeValues& shape, const Dims& from, bool zeroIsPlaceholder) {
    Dims out;
    for (std::size_t i = 0; i < shape.size(); ++i) {
        const int axis = static_cast<int>(i);
        const bool isCopy = !shape[i].isNumber() && axis < from.rank && from[axis] == shape[i].code();
        if (!shape[i].isNumber() && !(isCopy && zeroIsPlaceholder)) return std::nullopt;
        out.push(isCopy ? 0 : shape[i].code());
    }
    return out;
}

/// The element is what the caller gives as an input, perhaps -1 or 0, rather than made of extents.
bool isGiven(const Network& network, std::int64_t code) {
    return std::ranges::any_of(network.inputs(), [&](TensorId input) {
        const auto& given = network.tensor(input).extents;
        return given && std::ranges::find(*given, code) != given->end();
    });
}

/// The list with elements that are at least -1 in codes of their own where they may stand for an extent of `x`: the same elements
/// make other extents of another tensor.
ShapeValues tiedTo(const NodeImport& node, TensorId x, ShapeValues list) {
    const ShapeValues extents = shapeOf(node, x);
    for (std::size_t i = 0; i < list.size(); ++i) {
        if (list[i].isNumber() || !isGiven(node.network(), list[i].code())) continue;
        list[i] = larger(list[i], ShapeValue(-1) - product(extents));
        if (i < extents.size()) list[i] = larger(list[i], ShapeValue(-1) - extents[i]);
    }
    return list;
}

Result<Outputs> importReshape5(NodeImport& node) {
    PS_ASSIGN(const TensorId x, node.input(0));
    PS_ASSIGN(TensorId list, node.input(1));
    PS_ASSIGN(const ShapeValues shape, integers(node, 1, "shape"));
    PS_ASSIGN(const int allowZero, node.integer("allowzero", 0));
    PS_TRY(codesOf(shape).map([](const Dims&) {}));
    if (const auto plain = plainShape(shape, node.dims(x), allowZero == 0)) return finishReshape(node, x, *plain, allowZero == 0);
    const bool holdsGiven = std::ranges::any_of(shape, [&](const ShapeValue& value) { return isGiven(node.network(), value.code()); });
    if (holdsGiven) {
        PS_ASSIGN(list, listOf(node, tiedTo(node, x, shape)));
    }
    return node.finish(layers::shuffle::def, {x, list},
                       Attrs::of(layers::shuffle::Attrs{.firstTranspose = {},
                                                        .hasReshape = true,
                                                        .reshape = {},
                                                        .zeroIsPlaceholder = allowZero == 0,
                                                        .secondTranspose = {}}));
}

Result<Outputs> importFlatten(NodeImport& node) {
    PS_ASSIGN(const TensorId x, node.input(0));
    const ShapeValues extents = shapeOf(node, x);
    const int rank = static_cast<int>(extents.size());
    PS_ASSIGN(const int wanted, node.integer("axis", 1));
    const int axis = wanted < 0 ? wanted + rank : wanted;
    PS_CHECK(axis >= 0 && axis <= rank, Code::Attribute, "axis {} is outside rank {}", wanted, rank);
    const auto rows = static_cast<std::size_t>(axis);
    return finishReshaped(node, x, ShapeValues{product(std::span(extents).first(rows)), product(std::span(extents).subspan(rows))});
}

/// The axes from an attribute or, since operator set 13, an input; nothing where neither is there.
Result<std::optional<Integers>> readAxes(NodeImport& node) {
    std::optional<Integers> out;
    if (node.opset() < 13) {
        PS_ASSIGN(const Integers* const axes, node.list("axes"));
        if (axes) out = *axes;
    } else if (node.has(1)) {
        PS_ASSIGN(out, node.knownList(1, "axes"));
    }
    return out;
}

Result<Outputs> importSqueeze(NodeImport& node) {
    PS_ASSIGN(const TensorId x, node.input(0));
    const Dims dims = node.dims(x);
    PS_ASSIGN(const std::optional<Integers> axes, readAxes(node));
    std::uint32_t mask = 0;
    if (axes) {
        PS_ASSIGN(mask, axisMask(*axes, dims.rank));
    }
    PS_CHECK(axes || dims.isStatic(), Code::UnsupportedFeature, "which axes of {} to squeeze is decided at run time, the axes must be given",
             toString(dims));
    const ShapeValues extents = shapeOf(node, x);
    ShapeValues to;
    for (int i = 0; i < dims.rank; ++i) {
        const bool named = (mask >> i & 1U) != 0;
        PS_CHECK(!named || extent::mayEqual(dims[i], 1), Code::Shape, "axis {} of {} cannot be squeezed, its extent is {}", i, toString(dims),
                 dims[i]);
        const bool dropped = axes ? named : dims[i] == 1;
        if (!dropped) to.push_back(extents[static_cast<std::size_t>(i)]);
    }
    return finishReshaped(node, x, to);
}

Result<Outputs> importUnsqueeze(NodeImport& node) {
    PS_ASSIGN(const TensorId x, node.input(0));
    const Dims dims = node.dims(x);
    PS_ASSIGN(const std::optional<Integers> axes, readAxes(node));
    PS_CHECK(axes, Code::Attribute, "the axes are missing");
    PS_CHECK(axes->size() <= static_cast<std::size_t>(kMaxRank - dims.rank), Code::Limit, "{} axes more than the {} there are exceed the limit of {}",
             axes->size(), dims.rank, kMaxRank);
    const int rank = dims.rank + static_cast<int>(axes->size());
    PS_ASSIGN(const std::uint32_t mask, axisMask(*axes, rank));
    ShapeValues to = shapeOf(node, x);
    for (int i = 0; i < rank; ++i)
        if ((mask >> i & 1U) != 0) to.insert(to.begin() + i, 1);
    return finishReshaped(node, x, to);
}

Result<Outputs> importTranspose(NodeImport& node) {
    PS_ASSIGN(const TensorId x, node.input(0));
    const int rank = node.dims(x).rank;
    PS_ASSIGN(Dims order, node.listOf("perm", rank, 0));
    if (!node.hasAttribute("perm"))
        for (int i = 0; i < rank; ++i) order[i] = rank - 1 - i;
    return node.finish(layers::shuffle::def, {x}, Attrs::of(layers::shuffle::Attrs{.firstTranspose = order, .hasReshape = false, .reshape = {}, .zeroIsPlaceholder = true, .secondTranspose = {}}));
}

Result<Outputs> importIdentity(NodeImport& node) {
    if (const Sequence* const sequence = node.sequence(0)) return node.finishSequence(*sequence);
    PS_ASSIGN(const TensorId x, node.input(0));
    return finishIdentity(node, x);
}

Status refuseDropping(const NodeImport& node) {
    if (!node.has(2)) return {};
    PS_ASSIGN(const double training, node.knownScalar(2, "training_mode"));
    if (training == 0) return {};
    double ratio = 0.5;
    if (node.has(1)) {
        PS_ASSIGN(ratio, node.knownScalar(1, "ratio"));
    }
    PS_CHECK(ratio == 0, Code::UnsupportedFeature, "dropping elements at random (training mode, ratio {}) is not supported", ratio);
    return {};
}

/// True for every element, by "equal to itself or not". Before operator set 10 masks were of x's type.
Result<Outputs> finishMask(NodeImport& node, TensorId x) {
    PS_ASSIGN(const TensorId isEqual, elementwiseStep(node, ElementwiseKind::Equal, x, x));
    PS_ASSIGN(const TensorId isNot, unaryStep(node, UnaryKind::Not, isEqual));
    PS_ASSIGN(const TensorId mask, elementwiseStep(node, ElementwiseKind::Or, isEqual, isNot));
    return node.opset() < 10 ? finishCast(node, mask, node.tensor(x).type, 1) : finishIdentity(node, mask, 1);
}

/// Inference only: nothing is dropped.
Result<Outputs> importDropout(NodeImport& node) {
    node.ignore({"consumed_inputs", "is_test", "ratio", "seed"});
    PS_ASSIGN(const TensorId x, node.input(0));
    PS_TRY(refuseDropping(node));
    PS_ASSIGN(Outputs out, finishIdentity(node, x));
    if (!node.wants(1)) return out;
    PS_ASSIGN(const Outputs mask, finishMask(node, x));
    out.push_back(mask.front());
    return out;
}

constexpr OnnxOpDef kOps[] = {
    {"", "Dropout", {1, kNewestOpset}, importDropout, "nothing is dropped; training with a ratio above 0 is refused"},
    {"", "Flatten", {1, kNewestOpset}, importFlatten},
    {"", "Identity", {1, kNewestOpset}, importIdentity, {}, 1U},
    {"", "Reshape", {1, 4}, importReshape1},
    {"", "Reshape", {5, kNewestOpset}, importReshape5, "a shape that is computed at run time is an input of the layer"},
    {"", "Shape", {1, kNewestOpset}, importShape},
    {"", "Size", {1, kNewestOpset}, importSize},
    {"", "Squeeze", {1, kNewestOpset}, importSqueeze, "the axes must be given where extents are open"},
    {"", "Transpose", {1, kNewestOpset}, importTranspose},
    {"", "Unsqueeze", {1, kNewestOpset}, importUnsqueeze},
};

}  // namespace

extern constinit const OnnxOpTable table{kOps};  // extern: the generated list of tables refers to it

}  // namespace planscope::onnx::ops::shape
