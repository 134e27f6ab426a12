// SPDX-License-Identifier: Apache-2.0
#include "engine/base/check.h"
#include "engine/network/names.h"
#include "engine/onnx/ops/shape_arithmetic.h"

#include <algorithm>

namespace planscope::onnx::ops::padding {
namespace {

struct ModeWord {
    std::string_view word;
    SampleMode mode;
};

constexpr ModeWord kModes[] = {
    {"constant", SampleMode::Fill}, {"reflect", SampleMode::Reflect}, {"edge", SampleMode::Clamp}, {"wrap", SampleMode::Wrap}};

Result<SampleMode> readMode(NodeImport& node) {
    PS_ASSIGN(const std::string_view word, node.text("mode", "constant"));
    const ModeWord* const found = std::ranges::find(kModes, word, &ModeWord::word);
    PS_CHECK(found != std::end(kModes), Code::Attribute, "attribute 'mode' is '{}', constant, reflect, edge or wrap is expected", word);
    return found->mode;
}

/// A slice that begins before the data and ends after it.
Result<Outputs> finishPad(NodeImport& node, const ShapeValues& pads, std::span<const int> axes, float value) {
    PS_ASSIGN(const TensorId x, node.input(0));
    PS_ASSIGN(const SampleMode mode, readMode(node));
    PS_CHECK(pads.size() == 2 * axes.size(), Code::Attribute, "{} pads are given for {} axes, two per axis are expected", pads.size(),
             axes.size());
    ShapeValues size = shapeOf(node, x);
    ShapeValues start(size.size(), 0);
    for (std::size_t i = 0; i < axes.size(); ++i) {
        const auto axis = static_cast<std::size_t>(axes[i]);
        const ShapeValue &before = pads[i], &after = pads[i + axes.size()];
        start[axis] = start[axis] - before;
        size[axis] = size[axis] + before + after;
        PS_CHECK(!size[axis].isNumber() || size[axis].code() >= 0, Code::Shape, "pads of {} and {} leave nothing of axis {} of {}",
                 before.code(), after.code(), axis, toString(node.dims(x)));
    }
    const ShapeValues ones(size.size(), 1);
    return finishSliced(node, x, {.start = start, .size = size, .stride = ones, .mode = mode, .fillValue = value});
}

Result<std::vector<int>> allAxes(const NodeImport& node) {
    PS_ASSIGN(const TensorId x, node.input(0));
    std::vector<int> out;
    for (int i = 0; i < node.dims(x).rank; ++i) out.push_back(i);
    return out;
}

Result<Outputs> importPad1(NodeImport& node) {
    PS_ASSIGN(const Integers* const pads, node.list(node.opset() == 1 ? "paddings" : "pads"));
    PS_CHECK(pads, Code::Attribute, "attribute 'pads' is missing");
    PS_ASSIGN(const float value, node.number("value", 0));
    PS_ASSIGN(const std::vector<int> axes, allAxes(node));
    return finishPad(node, ShapeValues(pads->begin(), pads->end()), axes, value);
}

Result<std::vector<int>> readAxes(const NodeImport& node) {
    if (!node.has(3)) return allAxes(node);
    PS_ASSIGN(const TensorId x, node.input(0));
    PS_ASSIGN(const Integers values, node.knownList(3, "axes"));
    PS_TRY(axisMask(values, node.dims(x).rank));
    std::vector<int> out;
    for (const std::int64_t value : values) {
        PS_ASSIGN(const int axis, resolveAxis(value, node.dims(x).rank));
        out.push_back(axis);
    }
    return out;
}

Result<Outputs> importPad11(NodeImport& node) {
    PS_ASSIGN(const ShapeValues pads, integers(node, 1, "pads"));
    double value = 0;
    if (node.has(2)) {
        PS_ASSIGN(value, node.knownScalar(2, "constant_value"));
    }
    PS_ASSIGN(const std::vector<int> axes, readAxes(node));
    return finishPad(node, pads, axes, static_cast<float>(value));
}

constexpr OnnxOpDef kOps[] = {
    {"", "Pad", {1, 10}, importPad1},
    {"", "Pad", {11, kNewestOpset}, importPad11, "the pads may be computed at run time; axes and value may not"},
};

}  // namespace

extern constinit const OnnxOpTable table{kOps};  // extern: the generated list of tables refers to it

}  // namespace planscope::onnx::ops::padding
