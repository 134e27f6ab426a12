// SPDX-License-Identifier: Apache-2.0
#include "engine/layers/slice.h"

#include "engine/base/check.h"
#include "engine/network/names.h"
#include "engine/onnx/node_import.h"

#include <algorithm>
#include <numeric>

namespace planscope::onnx::ops::slice {
namespace {

struct Bounds {
    Integers starts, ends, axes, steps;
};

struct AxisRange {
    std::int64_t start = 0, size = 0;
};

/// ONNX's clamping of one axis. Source: ONNX operator schema, Slice-13.
AxisRange rangeOf(std::int64_t start, std::int64_t end, std::int64_t step, std::int64_t extent) {
    const std::int64_t lowest = step > 0 ? 0 : -1;
    const std::int64_t highest = step > 0 ? extent : extent - 1;
    const std::int64_t first = std::clamp<std::int64_t>(start < 0 ? start + extent : start, 0, std::max<std::int64_t>(highest, 0));
    const std::int64_t last = std::clamp<std::int64_t>(end < 0 ? end + extent : end, lowest, std::max(lowest, highest));
    const std::int64_t distance = step > 0 ? last - first : first - last;
    const std::int64_t pace = std::abs(step);
    const std::int64_t size = extent > 0 && distance > 0 ? (distance + pace - 1) / pace : 0;
    return {size > 0 ? first : 0, size};
}

Result<Outputs> finishSlice(NodeImport& node, Bounds bounds) {
    PS_ASSIGN(const TensorId x, node.input(0));
    const Dims dims = node.dims(x);
    const std::size_t count = bounds.starts.size();
    if (bounds.axes.empty()) {
        bounds.axes.resize(count);
        std::iota(bounds.axes.begin(), bounds.axes.end(), 0);
    }
    if (bounds.steps.empty()) bounds.steps.assign(count, 1);
    PS_CHECK(bounds.ends.size() == count && bounds.axes.size() == count && bounds.steps.size() == count, Code::Shape,
             "{} starts, {} ends, {} axes and {} steps are given, the same number of each is expected", count, bounds.ends.size(),
             bounds.axes.size(), bounds.steps.size());
    PS_TRY(axisMask(bounds.axes, dims.rank));
    layers::slice::Attrs attrs{.start = Dims::filled(dims.rank, 0), .size = dims, .stride = Dims::filled(dims.rank, 1)};
    for (std::size_t i = 0; i < count; ++i) {
        PS_ASSIGN(const int axis, resolveAxis(bounds.axes[i], dims.rank));
        PS_CHECK(bounds.steps[i] != 0, Code::Value, "the step of axis {} is 0", axis);
        const AxisRange range = rangeOf(bounds.starts[i], bounds.ends[i], bounds.steps[i], dims[axis]);
        attrs.start[axis] = range.start;
        attrs.size[axis] = range.size;
        attrs.stride[axis] = range.size > 1 ? bounds.steps[i] : 1;
    }
    return node.finish(layers::slice::def, {x}, Attrs::of(attrs));
}

Result<Outputs> importSlice1(NodeImport& node) {
    PS_ASSIGN(const Integers* const starts, node.list("starts"));
    PS_ASSIGN(const Integers* const ends, node.list("ends"));
    PS_ASSIGN(const Integers* const axes, node.list("axes"));
    PS_CHECK(starts && ends, Code::Attribute, "attributes 'starts' and 'ends' are expected");
    return finishSlice(node, {.starts = *starts, .ends = *ends, .axes = axes ? *axes : Integers{}, .steps = {}});
}

Result<Outputs> importSlice10(NodeImport& node) {
    Bounds bounds;
    PS_ASSIGN(bounds.starts, node.knownList(1, "starts"));
    PS_ASSIGN(bounds.ends, node.knownList(2, "ends"));
    if (node.has(3)) {
        PS_ASSIGN(bounds.axes, node.knownList(3, "axes"));
    }
    if (node.has(4)) {
        PS_ASSIGN(bounds.steps, node.knownList(4, "steps"));
    }
    return finishSlice(node, std::move(bounds));
}

/// The extents of the parts: given, or equal ones where the last may be smaller.
Result<Integers> partsOf(NodeImport& node, std::int64_t extent) {
    std::optional<Integers> given;
    if (node.opset() < 13) {
        PS_ASSIGN(const Integers* const split, node.list("split"));
        if (split) given = *split;
    } else if (node.has(1)) {
        PS_ASSIGN(given, node.knownList(1, "split"));
    }
    PS_ASSIGN(const int count, node.integer("num_outputs", node.outputCount()));
    PS_CHECK(count == node.outputCount() && count > 0, Code::Attribute, "{} parts are asked for {} outputs", count, node.outputCount());
    if (!given) {
        const std::int64_t part = (extent + count - 1) / count;
        PS_CHECK(node.opset() >= 18 || extent % count == 0, Code::Shape, "{} elements cannot be split into {} equal parts", extent, count);
        Integers equal(static_cast<std::size_t>(count), part);
        equal.back() = extent - part * (count - 1);
        given = std::move(equal);
    }
    PS_CHECK(given->size() == static_cast<std::size_t>(count), Code::Shape, "{} parts are given for {} outputs", given->size(), count);
    const bool possible = std::ranges::all_of(*given, [](std::int64_t part) { return part >= 0; });
    const std::int64_t sum = std::accumulate(given->begin(), given->end(), std::int64_t{0});
    PS_CHECK(possible && sum == extent, Code::Shape, "the parts add up to {}, the axis has {} elements", sum, extent);
    return *given;
}

Result<Outputs> importSplit(NodeImport& node) {
    PS_ASSIGN(const TensorId x, node.input(0));
    const Dims dims = node.dims(x);
    PS_ASSIGN(const int axis, node.axis("axis", 0, dims.rank));
    PS_ASSIGN(const Integers parts, partsOf(node, dims[axis]));
    Outputs out;
    std::int64_t at = 0;
    for (std::size_t i = 0; i < parts.size(); ++i) {
        layers::slice::Attrs attrs{.start = Dims::filled(dims.rank, 0), .size = dims, .stride = Dims::filled(dims.rank, 1)};
        attrs.start[axis] = parts[i] > 0 ? at : 0;
        attrs.size[axis] = parts[i];
        PS_ASSIGN(const Outputs part, node.finish(layers::slice::def, {x}, Attrs::of(attrs), static_cast<int>(i)));
        out.push_back(part.front());
        at += parts[i];
    }
    return out;
}

constexpr OnnxOpDef kOps[] = {
    {"", "Slice", {1, 9}, importSlice1},
    {"", "Slice", {10, kNewestOpset}, importSlice10},
    {"", "Split", {1, kNewestOpset}, importSplit},
};

}  // namespace

extern constinit const OnnxOpTable table{kOps};  // extern: the generated list of tables refers to it

}  // namespace planscope::onnx::ops::slice
