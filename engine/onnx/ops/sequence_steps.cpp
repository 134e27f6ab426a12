// SPDX-License-Identifier: Apache-2.0
#include "engine/onnx/ops/sequence_steps.h"

#include "engine/base/check.h"
#include "engine/layers/concatenation.h"
#include "engine/network/extent.h"
#include "engine/onnx/ops/shape_arithmetic.h"

#include <algorithm>

namespace planscope::onnx::ops {
namespace {

Status refuseCarried(const Sequence& sequence) {
    PS_CHECK(!sequence.carried, Code::UnsupportedFeature,
             "the loop around it makes the sequence longer in each iteration; all that is supported for it inside is adding a tensor to its end");
    return {};
}

Result<TensorId> joined(NodeImport& node, std::vector<TensorId> parts) {
    if (parts.size() == 1) return parts.front();
    return node.step(layers::concatenation::def, std::move(parts), Attrs::of(layers::concatenation::Attrs{.axis = 0}));
}

}  // namespace

Result<TensorId> withAxis(NodeImport& node, TensorId x, int axis) {
    ShapeValues to = shapeOf(node, x);
    PS_CHECK(to.size() < kMaxRank, Code::Limit, "a tensor of rank {} would have more than {} axes", to.size(), kMaxRank);
    to.insert(to.begin() + axis, ShapeValue(1));
    return reshaped(node, x, to);
}

Result<TensorId> stackOf(NodeImport& node, const Sequence& sequence) {
    if (sequence.stack) return *sequence.stack;
    PS_TRY(refuseCarried(sequence));
    PS_CHECK(!sequence.elements.empty(), Code::UnsupportedFeature, "the sequence is empty");
    const Dims first = node.dims(sequence.elements.front());
    std::vector<TensorId> slices;
    for (const TensorId element : sequence.elements) {
        PS_CHECK(node.dims(element) == first, Code::UnsupportedFeature,
                 "the tensors of the sequence have different shapes, [{}] and [{}]", toString(first), toString(node.dims(element)));
        PS_ASSIGN(slices.emplace_back(), withAxis(node, element, 0));
    }
    return joined(node, std::move(slices));
}

Result<Sequence> withStack(NodeImport& node, const Sequence& sequence, TensorId stack) {
    PS_TRY(refuseCarried(sequence));
    if (!sequence.stack && sequence.elements.empty()) return Sequence{.elements = {}, .stack = stack, .carried = {}};
    PS_ASSIGN(const TensorId first, stackOf(node, sequence));
    PS_ASSIGN(const TensorId whole, joined(node, {first, stack}));
    return Sequence{.elements = {}, .stack = whole, .carried = {}};
}

Result<std::vector<TensorId>> cutAlong(NodeImport& node, TensorId x, int axis, std::span<const std::int64_t> sizes) {
    PS_CHECK(!sizes.empty() && sizes.size() <= static_cast<std::size_t>(kMaxElements), Code::Limit,
             "a sequence of {} tensors is not supported, 1 to {} are", sizes.size(), kMaxElements);
    for (const std::int64_t size : sizes) PS_CHECK(size >= 0, Code::Value, "parts of {} elements are not possible", size);
    const std::vector<std::int32_t> values(sizes.begin(), sizes.end());
    const TensorId parts = node.constant("sizes", Constant::ofInts(Dims{static_cast<std::int64_t>(values.size())}, values));
    return node.expand("Split", {x, parts}, {{"axis", static_cast<std::int64_t>(axis)}}, static_cast<int>(sizes.size()));
}

Result<std::vector<TensorId>> elementsOf(NodeImport& node, const Sequence& sequence) {
    PS_TRY(refuseCarried(sequence));
    if (!sequence.stack) return sequence.elements;
    const std::int64_t count = node.dims(*sequence.stack)[0];
    PS_CHECK(extent::isNumber(count), Code::UnsupportedFeature, "how many tensors the sequence has must be known at build time");
    if (count == 0) return std::vector<TensorId>{};
    PS_CHECK(count <= kMaxElements, Code::Limit, "a sequence of {} tensors is not supported, 1 to {} are", count, kMaxElements);
    PS_ASSIGN(std::vector<TensorId> out, cutAlong(node, *sequence.stack, 0, std::vector<std::int64_t>(static_cast<std::size_t>(count), 1)));
    for (TensorId& element : out) {
        ShapeValues to = shapeOf(node, element);
        to.erase(to.begin());
        PS_ASSIGN(element, reshaped(node, element, to));
    }
    return out;
}

}  // namespace planscope::onnx::ops
