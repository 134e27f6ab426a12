// SPDX-License-Identifier: Apache-2.0
#include "engine/layers/softmax.h"

#include "engine/base/check.h"
#include "engine/onnx/ops/shape_arithmetic.h"

namespace planscope::onnx::ops::softmax {
namespace {

template <bool log>
Result<Outputs> import13(NodeImport& node) {
    PS_ASSIGN(const TensorId x, node.input(0));
    PS_ASSIGN(const int axis, node.axis("axis", -1, node.dims(x).rank));
    return node.finish(layers::softmax::def, {x}, Attrs::of(layers::softmax::Attrs{.axis = axis, .log = log}));
}

/// Before operator set 13 all axes from `axis` on were normalised together, as the rows of a matrix.
template <bool log>
Result<Outputs> import1(NodeImport& node) {
    PS_ASSIGN(const TensorId x, node.input(0));
    const ShapeValues extents = shapeOf(node, x);
    const int rank = static_cast<int>(extents.size());
    PS_ASSIGN(const int axis, node.axis("axis", rank > 1 ? 1 : 0, rank));
    const auto outer = std::span(extents).first(static_cast<std::size_t>(axis)), inner = std::span(extents).subspan(outer.size());
    if (product(inner.subspan(1)).isNumber(1))
        return node.finish(layers::softmax::def, {x}, Attrs::of(layers::softmax::Attrs{.axis = axis, .log = log}));
    PS_ASSIGN(const TensorId rows, reshaped(node, x, ShapeValues{product(outer), product(inner)}));
    PS_ASSIGN(const TensorId result,
              node.step(layers::softmax::def, {rows}, Attrs::of(layers::softmax::Attrs{.axis = 1, .log = log})));
    return finishReshaped(node, result, extents);
}

constexpr OnnxOpDef kOps[] = {
    {"", "LogSoftmax", {1, 12}, import1<true>},
    {"", "LogSoftmax", {13, kNewestOpset}, import13<true>},
    {"", "Softmax", {1, 12}, import1<false>},
    {"", "Softmax", {13, kNewestOpset}, import13<false>},
};

}  // namespace

extern constinit const OnnxOpTable table{kOps};  // extern: the generated list of tables refers to it

}  // namespace planscope::onnx::ops::softmax
