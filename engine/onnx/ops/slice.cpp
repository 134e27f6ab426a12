// SPDX-License-Identifier: Apache-2.0
#include "engine/base/check.h"
#include "engine/network/extent.h"
#include "engine/network/names.h"
#include "engine/onnx/ops/shape_arithmetic.h"

#include <algorithm>
#include <numeric>

namespace planscope::onnx::ops::slice {
namespace {

struct Bounds {
    ShapeValues starts, ends;
    Integers axes, steps;
};

struct AxisRange {
    ShapeValue start = 0, size = 0;
};

/// Negative positions count from the end: value + extent where value < 0.
ShapeValue fromStart(const ShapeValue& value, const ShapeValue& extent) {
    const ShapeValue minusOneOrZero = smaller(larger(value, -1), 0);
    return value - minusOneOrZero * extent;
}

/// ONNX's clamping of one axis. Source: ONNX operator schema, Slice-13.
AxisRange rangeOf(const ShapeValue& start, const ShapeValue& end, std::int64_t step, const ShapeValue& extent) {
    const bool isForward = step > 0;
    const ShapeValue lowest = isForward ? 0 : -1, highest = isForward ? extent : extent - 1;
    const ShapeValue first = smaller(larger(fromStart(start, extent), 0), larger(highest, 0));
    const ShapeValue last = smaller(larger(fromStart(end, extent), lowest), larger(lowest, highest));
    const ShapeValue distance = isForward ? last - first : first - last;
    const std::int64_t pace = std::abs(step);
    const ShapeValue size = smaller(larger(dividedDown(distance + (pace - 1), pace), 0), extent);
    return {size.isNumber(0) ? 0 : first, size};
}

Result<Outputs> finishSlice(NodeImport& node, Bounds bounds) {
    PS_ASSIGN(const TensorId x, node.input(0));
    const ShapeValues extents = shapeOf(node, x);
    const int rank = static_cast<int>(extents.size());
    const std::size_t count = bounds.starts.size();
    if (bounds.axes.empty()) {
        bounds.axes.resize(count);
        std::iota(bounds.axes.begin(), bounds.axes.end(), 0);
    }
    if (bounds.steps.empty()) bounds.steps.assign(count, 1);
    PS_CHECK(bounds.ends.size() == count && bounds.axes.size() == count && bounds.steps.size() == count, Code::Shape,
             "{} starts, {} ends, {} axes and {} steps are given, the same number of each is expected", count, bounds.ends.size(),
             bounds.axes.size(), bounds.steps.size());
    PS_TRY(axisMask(bounds.axes, rank));
    SliceValues slice{.start = ShapeValues(extents.size(), 0), .size = extents, .stride = ShapeValues(extents.size(), 1)};
    for (std::size_t i = 0; i < count; ++i) {
        PS_ASSIGN(const int axis, resolveAxis(bounds.axes[i], rank));
        const std::int64_t step = bounds.steps[i];
        PS_CHECK(step != 0, Code::Value, "the step of axis {} is 0", axis);
        const auto at = static_cast<std::size_t>(axis);
        const AxisRange range = rangeOf(bounds.starts[i], bounds.ends[i], step, extents[at]);
        const bool strides = !range.size.isNumber() || range.size.code() > 1;
        slice.start[at] = range.start;
        slice.size[at] = range.size;
        slice.stride[at] = strides ? step : 1;
    }
    return finishSliced(node, x, slice);
}

Result<Outputs> importSlice1(NodeImport& node) {
    PS_ASSIGN(const Integers* const starts, node.list("starts"));
    PS_ASSIGN(const Integers* const ends, node.list("ends"));
    PS_ASSIGN(const Integers* const axes, node.list("axes"));
    PS_CHECK(starts && ends, Code::Attribute, "attributes 'starts' and 'ends' are expected");
    return finishSlice(node, {.starts = ShapeValues(starts->begin(), starts->end()),
                              .ends = ShapeValues(ends->begin(), ends->end()),
                              .axes = axes ? *axes : Integers{},
                              .steps = {}});
}

Result<Outputs> importSlice10(NodeImport& node) {
    Bounds bounds;
    PS_ASSIGN(bounds.starts, integers(node, 1, "starts"));
    PS_ASSIGN(bounds.ends, integers(node, 2, "ends"));
    if (node.has(3)) {
        PS_ASSIGN(bounds.axes, node.knownList(3, "axes"));
    }
    if (node.has(4)) {
        PS_ASSIGN(bounds.steps, node.knownList(4, "steps"));
    }
    return finishSlice(node, std::move(bounds));
}

/// The extents of the parts that a node lists, if it does.
Result<std::optional<ShapeValues>> givenParts(NodeImport& node) {
    if (node.opset() < 13) {
        PS_ASSIGN(const Integers* const split, node.list("split"));
        return split ? std::optional(ShapeValues(split->begin(), split->end())) : std::nullopt;
    }
    if (!node.has(1)) return std::nullopt;
    PS_ASSIGN(ShapeValues split, integers(node, 1, "split"));
    return split;
}

struct Parts {
    ShapeValues sizes;
    std::vector<Requirement> requirements = {};
};

/// Equal parts, where the last may be smaller since operator set 18.
Result<Parts> equalParts(const NodeImport& node, const ShapeValue& extent, int axis, int count) {
    PS_CHECK(node.opset() >= 18 || !extent.isNumber() || extent.code() % count == 0, Code::Shape,
             "{} elements cannot be split into {} equal parts", extent.code(), count);
    const ShapeValue part = dividedDown(extent + (node.opset() >= 18 ? count - 1 : 0), count);
    Parts out{.sizes = ShapeValues(static_cast<std::size_t>(count), part)};
    if (node.opset() >= 18) out.sizes.back() = extent - part * (count - 1);
    else out.requirements.push_back({extent, {part * count}, fmt::format("axis {} cannot be split into {} equal parts", axis, count)});
    return out;
}

/// The extents of the parts: given, or equal ones.
Result<Parts> partsOf(NodeImport& node, const ShapeValue& extent, int axis) {
    PS_ASSIGN(const std::optional<ShapeValues> given, givenParts(node));
    PS_ASSIGN(const int count, node.integer("num_outputs", node.outputCount()));
    PS_CHECK(count == node.outputCount() && count > 0, Code::Attribute, "{} parts are asked for {} outputs", count, node.outputCount());
    if (!given) return equalParts(node, extent, axis, count);
    PS_CHECK(given->size() == static_cast<std::size_t>(count), Code::Shape, "{} parts are given for {} outputs", given->size(), count);
    const bool possible = std::ranges::all_of(*given, [](const ShapeValue& part) { return !part.isNumber() || part.code() >= 0; });
    const ShapeValue sum = std::accumulate(given->begin(), given->end(), ShapeValue(0));
    PS_CHECK(possible && extent::mayEqual(sum.code(), extent.code()), Code::Shape, "the parts add up to {}, the axis has {} elements",
             extentText(sum.code()), extentText(extent.code()));
    return Parts{*given, {{extent, {sum}, fmt::format("the parts that axis {} is split into do not add up to its extent", axis)}}};
}

Result<Outputs> importSplit(NodeImport& node) {
    PS_ASSIGN(const TensorId x, node.input(0));
    const ShapeValues extents = shapeOf(node, x);
    PS_ASSIGN(const int axis, node.axis("axis", 0, static_cast<int>(extents.size())));
    const auto at = static_cast<std::size_t>(axis);
    PS_ASSIGN(const Parts split, partsOf(node, extents[at], axis));
    const ShapeValues& parts = split.sizes;
    Outputs out;
    ShapeValue start = 0;
    for (std::size_t i = 0; i < parts.size(); ++i) {
        SliceValues slice{.start = ShapeValues(extents.size(), 0), .size = extents, .stride = ShapeValues(extents.size(), 1)};
        if (!parts[i].isNumber(0)) slice.start[at] = start;
        slice.size[at] = parts[i];
        slice.requirements = split.requirements;
        PS_ASSIGN(const Outputs part, finishSliced(node, x, slice, static_cast<int>(i)));
        out.push_back(part.front());
        start = start + parts[i];
    }
    return out;
}

constexpr OnnxOpDef kOps[] = {
    {"", "Slice", {1, 9}, importSlice1},
    {"", "Slice", {10, kNewestOpset}, importSlice10, "starts and ends may be computed at run time; axes and steps may not"},
    {"", "Split", {1, kNewestOpset}, importSplit, "the parts may be computed at run time"},
};

}  // namespace

extern constinit const OnnxOpTable table{kOps};  // extern: the generated list of tables refers to it

}  // namespace planscope::onnx::ops::slice
