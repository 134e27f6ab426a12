// SPDX-License-Identifier: Apache-2.0
#include "engine/layers/scatter.h"

#include "engine/base/check.h"
#include "engine/onnx/node_import.h"

#include <algorithm>

namespace planscope::onnx::ops::scatter {
namespace {

struct ReductionWord {
    std::string_view word;
    ScatterReduction reduction;
};

constexpr ReductionWord kReductions[] = {
    {"none", ScatterReduction::None}, {"add", ScatterReduction::Add}, {"mul", ScatterReduction::Mul},
    {"max", ScatterReduction::Max},   {"min", ScatterReduction::Min},
};

Result<ScatterReduction> readReduction(NodeImport& node) {
    PS_ASSIGN(const std::string_view word, node.text("reduction", "none"));
    const auto row = std::ranges::find(kReductions, word, &ReductionWord::word);
    PS_CHECK(row != std::end(kReductions), Code::Attribute, "attribute 'reduction' is '{}', none, add, mul, max or min is expected", word);
    return row->reduction;
}

Result<Outputs> finishScatter(NodeImport& node, ScatterMode mode, int axis) {
    PS_ASSIGN(const TensorId data, node.input(0));
    PS_ASSIGN(const TensorId indices, node.input(1));
    PS_ASSIGN(const TensorId updates, node.input(2));
    PS_ASSIGN(const ScatterReduction reduction, readReduction(node));
    return node.finish(layers::scatter::def, {data, indices, updates},
                       Attrs::of(layers::scatter::Attrs{.mode = mode, .axis = axis, .reduction = reduction}));
}

Result<Outputs> importScatterElements(NodeImport& node) {
    PS_ASSIGN(const TensorId data, node.input(0));
    PS_ASSIGN(const int axis, node.axis("axis", 0, node.dims(data).rank));
    return finishScatter(node, ScatterMode::Element, axis);
}

Result<Outputs> importScatterNd(NodeImport& node) { return finishScatter(node, ScatterMode::Nd, 0); }

constexpr OnnxOpDef kOps[] = {
    {"", "Scatter", {9, 10}, importScatterElements},
    {"", "ScatterElements", {11, kNewestOpset}, importScatterElements},
    {"", "ScatterND", {11, kNewestOpset}, importScatterNd},
};

}  // namespace

extern constinit const OnnxOpTable table{kOps};  // extern: the generated list of tables refers to it

}  // namespace planscope::onnx::ops::scatter
