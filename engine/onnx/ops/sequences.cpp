// SPDX-License-Identifier: Apache-2.0
// Sequences of tensors are taken apart here; networks know nothing of them.
#include "engine/base/check.h"
#include "engine/layers/concatenation.h"
#include "engine/layers/gather.h"
#include "engine/network/extent.h"
#include "engine/onnx/ops/sequence_steps.h"
#include "engine/onnx/ops/shape_arithmetic.h"

#include <cmath>

namespace planscope::onnx::ops::sequences {
namespace {

constexpr std::uint32_t kFirst = 1;

Result<Sequence> sequenceOf(const NodeImport& node) {
    PS_CHECK(node.has(0), Code::Arity, "input 0 is missing");
    const Sequence* const sequence = node.sequence(0);
    PS_CHECK(sequence, Code::DataType, "input '{}' is a tensor, a sequence is expected", node.node().inputs[0]);
    return *sequence;
}

/// A place among `count`, counted from the end where negative.
Result<std::ptrdiff_t> positionAmong(const NodeImport& node, int input, std::size_t count, std::size_t tensors) {
    PS_ASSIGN(const double position, node.knownScalar(input, "position"));
    const auto limit = static_cast<double>(count);
    PS_CHECK(position >= -static_cast<double>(tensors) && position < limit && position == std::trunc(position), Code::Value,
             "position {} is outside a sequence of {} tensors", position, tensors);
    return static_cast<std::ptrdiff_t>(position < 0 ? position + static_cast<double>(tensors) : position);
}

Result<Outputs> importEmpty(NodeImport& node) {
    node.ignore({"dtype"});
    return node.finishSequence({});
}

Result<Outputs> importConstruct(NodeImport& node) {
    PS_ASSIGN(const std::vector<TensorId> tensors, node.allInputs());
    return node.finishSequence({.elements = tensors, .stack = {}, .carried = {}});
}

Result<Outputs> importInsert(NodeImport& node) {
    PS_ASSIGN(Sequence sequence, sequenceOf(node));
    PS_ASSIGN(const TensorId x, node.input(1));
    if (!node.has(2) && sequence.stack) {
        PS_ASSIGN(const TensorId slice, withAxis(node, x, 0));
        PS_ASSIGN(Sequence whole, withStack(node, sequence, slice));
        return node.finishSequence(std::move(whole));
    }
    if (!node.has(2)) {
        sequence.elements.push_back(x);
        return node.finishSequence(std::move(sequence));
    }
    PS_ASSIGN(std::vector<TensorId> elements, elementsOf(node, sequence));
    PS_ASSIGN(const std::ptrdiff_t position, positionAmong(node, 2, elements.size() + 1, elements.size()));
    elements.insert(elements.begin() + position, x);
    return node.finishSequence({.elements = std::move(elements), .stack = {}, .carried = {}});
}

Result<Outputs> importErase(NodeImport& node) {
    PS_ASSIGN(const Sequence sequence, sequenceOf(node));
    PS_ASSIGN(std::vector<TensorId> elements, elementsOf(node, sequence));
    PS_CHECK(!elements.empty(), Code::Value, "the sequence is empty");
    std::ptrdiff_t position = static_cast<std::ptrdiff_t>(elements.size()) - 1;
    if (node.has(1)) {
        PS_ASSIGN(position, positionAmong(node, 1, elements.size(), elements.size()));
    }
    elements.erase(elements.begin() + position);
    return node.finishSequence({.elements = std::move(elements), .stack = {}, .carried = {}});
}

/// Where the place is decided at run time, or the sequence is the slices of a tensor, one slice is gathered.
Result<Outputs> importAt(NodeImport& node) {
    PS_ASSIGN(const Sequence sequence, sequenceOf(node));
    PS_ASSIGN(const TensorId position, node.input(1));
    const bool isList = !sequence.stack && !sequence.carried;
    const Tensor& place = node.tensor(position);
    if (isList && (place.constant || node.knownScalar(1, "position"))) {
        PS_ASSIGN(const std::ptrdiff_t at, positionAmong(node, 1, sequence.elements.size(), sequence.elements.size()));
        return Outputs{sequence.elements[static_cast<std::size_t>(at)]};
    }
    PS_ASSIGN(const TensorId stack, stackOf(node, sequence));
    PS_ASSIGN(const TensorId index, reshaped(node, position, ShapeValues{}));
    return node.finish(layers::gather::def, {stack, index},
                       Attrs::of(layers::gather::Attrs{.mode = GatherMode::Default, .axis = 0, .elementwiseDims = 0}));
}

Result<Outputs> importLength(NodeImport& node) {
    PS_ASSIGN(const Sequence sequence, sequenceOf(node));
    ShapeValue length = static_cast<std::int64_t>(sequence.elements.size());
    if (sequence.stack || sequence.carried) {
        PS_ASSIGN(const TensorId stack, stackOf(node, sequence));
        length = shapeOf(node, stack)[0];
    }
    PS_ASSIGN(const TensorId list, listOf(node, std::span(&length, 1)));
    return finishReshaped(node, list, ShapeValues{});
}

/// The stack with its first axis before axis `to` of the elements.
Result<TensorId> stackedBefore(NodeImport& node, TensorId stack, int to) {
    if (to == 0) return stack;
    const ShapeValues shape = shapeOf(node, stack);
    Dims order;
    for (int i = 0; i < static_cast<int>(shape.size()); ++i) order.push(i == to ? 0 : i < to ? i + 1 : i);
    return regrouped(node, stack, shape, order);
}

Result<Outputs> concatenateStack(NodeImport& node, TensorId stack, bool isNewAxis) {
    const int rank = node.dims(stack).rank - 1;
    PS_ASSIGN(const int axis, node.axis("axis", 0, isNewAxis ? rank + 1 : rank));
    PS_ASSIGN(const TensorId moved, stackedBefore(node, stack, axis));
    if (isNewAxis) return Outputs{moved};
    ShapeValues to = shapeOf(node, moved);
    const auto at = static_cast<std::size_t>(axis);
    to[at] = to[at] * to[at + 1];
    to.erase(to.begin() + axis + 1);
    return finishReshaped(node, moved, to);
}

Result<Outputs> importConcat(NodeImport& node) {
    PS_ASSIGN(const Sequence sequence, sequenceOf(node));
    PS_ASSIGN(const int newAxis, node.integer("new_axis", 0));
    PS_CHECK(node.hasAttribute("axis"), Code::Attribute, "attribute 'axis' is missing");
    if (sequence.stack) return concatenateStack(node, *sequence.stack, newAxis != 0);
    PS_ASSIGN(std::vector<TensorId> parts, elementsOf(node, sequence));
    PS_CHECK(!parts.empty(), Code::UnsupportedFeature, "the sequence is empty");
    const int rank = node.dims(parts.front()).rank;
    PS_ASSIGN(const int axis, node.axis("axis", 0, newAxis != 0 ? rank + 1 : rank));
    if (newAxis != 0)
        for (TensorId& part : parts) {
            PS_CHECK(node.dims(part).rank == rank, Code::Shape, "the tensors of the sequence have ranks {} and {}", rank, node.dims(part).rank);
            PS_ASSIGN(part, withAxis(node, part, axis));
        }
    return node.finish(layers::concatenation::def, std::move(parts), Attrs::of(layers::concatenation::Attrs{.axis = axis}));
}

/// Slices of extent 1, with their axis or without.
Result<Outputs> splitToSlices(NodeImport& node, TensorId x, int axis) {
    PS_ASSIGN(const int keepsAxis, node.integer("keepdims", 1));
    Dims order{axis};
    const ShapeValues shape = shapeOf(node, x);
    for (int i = 0; i < static_cast<int>(shape.size()); ++i)
        if (i != axis) order.push(i);
    TensorId stack = x;
    if (axis != 0) {
        PS_ASSIGN(stack, regrouped(node, x, shape, order));
    }
    if (keepsAxis != 0) {
        PS_ASSIGN(stack, withAxis(node, stack, axis + 1));
    }
    return node.finishSequence({.elements = {}, .stack = stack, .carried = {}});
}

/// Parts of one size, the last of which may be smaller.
Result<Integers> equalParts(NodeImport& node, std::int64_t whole) {
    PS_ASSIGN(const double given, node.knownScalar(1, "split"));
    PS_CHECK(given >= 1 && given <= INT32_MAX && given == std::trunc(given), Code::Value, "parts of {} elements are not possible", given);
    PS_CHECK(extent::isNumber(whole), Code::UnsupportedFeature,
             "splitting into parts of {} elements needs an extent that is known at build time", given);
    const auto size = static_cast<std::int64_t>(given);
    PS_CHECK(whole / size < kMaxElements, Code::Limit, "a sequence of {} tensors is not supported, 1 to {} are", whole / size, kMaxElements);
    Integers out(static_cast<std::size_t>(whole / size), size);
    if (whole % size != 0) out.push_back(whole % size);
    return out;
}

Result<Outputs> importSplit(NodeImport& node) {
    PS_ASSIGN(const TensorId x, node.input(0));
    PS_ASSIGN(const int axis, node.axis("axis", 0, node.dims(x).rank));
    if (!node.has(1)) return splitToSlices(node, x, axis);
    node.ignore({"keepdims"});
    PS_ASSIGN(const TensorId split, node.input(1));
    PS_ASSIGN(const Integers sizes, node.dims(split).rank == 0 ? equalParts(node, node.dims(x)[axis]) : node.knownList(1, "split"));
    PS_ASSIGN(std::vector<TensorId> parts, cutAlong(node, x, axis, sizes));
    return node.finishSequence({.elements = std::move(parts), .stack = {}, .carried = {}});
}

constexpr OnnxOpDef kOps[] = {
    {"", "ConcatFromSequence", {11, kNewestOpset}, importConcat, {}, kFirst},
    {"", "SequenceAt", {11, kNewestOpset}, importAt,
     "the position may be computed at run time where the tensors have one shape", kFirst},
    {"", "SequenceConstruct", {11, kNewestOpset}, importConstruct},
    {"", "SequenceEmpty", {11, kNewestOpset}, importEmpty},
    {"", "SequenceErase", {11, kNewestOpset}, importErase, "the position and the number of tensors must be known", kFirst},
    {"", "SequenceInsert", {11, kNewestOpset}, importInsert,
     "the position and the number of tensors must be known, except at the end; in a loop that carries the sequence once per iteration, at the end", kFirst},
    {"", "SequenceLength", {11, kNewestOpset}, importLength, {}, kFirst},
    {"", "SplitToSequence", {11, kNewestOpset}, importSplit, "the parts must be known"},
};

}  // namespace

extern constinit const OnnxOpTable table{kOps};  // extern: the generated list of tables refers to it

}  // namespace planscope::onnx::ops::sequences
