// SPDX-License-Identifier: Apache-2.0
#include "engine/base/check.h"
#include "engine/layers/concatenation.h"
#include "engine/layers/gather.h"
#include "engine/network/extent.h"
#include "engine/network/names.h"
#include "engine/onnx/ops/shape_arithmetic.h"

#include <algorithm>

namespace planscope::onnx::ops::data_movement {
namespace {

Result<Outputs> importConcat(NodeImport& node) {
    PS_ASSIGN(const std::vector<TensorId> inputs, node.allInputs());
    PS_CHECK(node.opset() < 4 || node.hasAttribute("axis"), Code::Attribute, "attribute 'axis' is missing");
    PS_ASSIGN(const int axis, node.axis("axis", 1, node.dims(inputs.front()).rank));
    return node.finish(layers::concatenation::def, inputs, Attrs::of(layers::concatenation::Attrs{.axis = axis}));
}

template <GatherMode mode>
Result<Outputs> importGather(NodeImport& node) {
    PS_ASSIGN(const TensorId data, node.input(0));
    PS_ASSIGN(const TensorId indices, node.input(1));
    PS_ASSIGN(const int axis, node.axis("axis", 0, node.dims(data).rank));
    return node.finish(layers::gather::def, {data, indices},
                       Attrs::of(layers::gather::Attrs{.mode = mode, .axis = axis, .elementwiseDims = 0}));
}

Result<Outputs> importGatherNd(NodeImport& node) {
    PS_ASSIGN(const TensorId data, node.input(0));
    PS_ASSIGN(const TensorId indices, node.input(1));
    PS_ASSIGN(const int batchDims, node.integer("batch_dims", 0));
    return node.finish(layers::gather::def, {data, indices},
                       Attrs::of(layers::gather::Attrs{.mode = GatherMode::Nd, .axis = 0, .elementwiseDims = batchDims}));
}

/// `x` under leading ones up to `rank`.
Result<TensorId> lifted(NodeImport& node, TensorId x, std::size_t rank) {
    ShapeValues to = shapeOf(node, x);
    if (to.size() < rank) to.insert(to.begin(), rank - to.size(), 1);
    return reshaped(node, x, to);
}

struct Expansion {
    ShapeValue size, stride;
};

/// One axis: one element serves for all where there is only one.
Expansion expanded(const ShapeValue& from, const ShapeValue& wanted) {
    if (wanted.code() == from.code() || wanted.isNumber(1)) return {from, 1};
    if (from.isNumber(1)) return {wanted, 0};
    if (from.isNumber()) return {from, 1};
    const ShapeValue stride = smaller(larger(from - 1, 0), 1);
    if (wanted.isNumber()) return {wanted, stride};
    return {larger(from, wanted) * smaller(1, smaller(from, wanted)), stride};  // nothing where either is empty
}

Result<Outputs> importExpand(NodeImport& node) {
    PS_ASSIGN(const TensorId x, node.input(0));
    PS_ASSIGN(const ShapeValues shape, integers(node, 1, "shape"));
    PS_ASSIGN(const TensorId whole, lifted(node, x, shape.size()));
    const ShapeValues from = shapeOf(node, whole);
    SliceValues slice{.start = ShapeValues(from.size(), 0), .size = from, .stride = ShapeValues(from.size(), 1)};
    const std::size_t first = from.size() - shape.size();
    for (std::size_t i = first; i < from.size(); ++i) {
        const ShapeValue& wanted = shape[i - first];
        const bool fits = extent::mayBroadcast(wanted.code(), from[i].code()) && (!wanted.isNumber() || wanted.code() >= 0);
        if (!fits) {
            PS_ASSIGN(const Dims codes, codesOf(shape));
            return fail(Code::Shape, fmt::format("{} cannot be expanded to {}", toString(node.dims(x)), toString(codes)));
        }
        const Expansion axis = expanded(from[i], wanted);
        slice.size[i] = axis.size;
        slice.stride[i] = axis.stride;
        const std::string message = fmt::format("axis {} of the input of Expand is neither 1 nor what it is to become", i);
        slice.requirements.push_back({from[i], {axis.size, 1}, message});
        slice.requirements.push_back({wanted, {axis.size, 1}, message});
    }
    return finishSliced(node, whole, slice);
}

Result<Outputs> importTile(NodeImport& node) {
    PS_ASSIGN(const TensorId x, node.input(0));
    PS_ASSIGN(const ShapeValues repeats, integers(node, 1, "repeats"));
    ShapeValues size = shapeOf(node, x);
    PS_CHECK(repeats.size() == size.size(), Code::Shape, "{} repeats are given for rank {}", repeats.size(), size.size());
    for (std::size_t i = 0; i < size.size(); ++i) {
        PS_CHECK(!repeats[i].isNumber() || repeats[i].code() >= 0, Code::Value, "{} repeats of axis {} are not possible",
                 repeats[i].code(), i);
        size[i] = size[i] * repeats[i];
    }
    return finishSliced(node, x,
                        {.start = ShapeValues(size.size(), 0), .size = size, .stride = ShapeValues(size.size(), 1), .mode = SampleMode::Wrap});
}

/// Reshape to `split`, transpose by `order`, reshape to `to`.
Result<Outputs> finishRegrouped(NodeImport& node, TensorId x, const ShapeValues& split, const Dims& order, const ShapeValues& to) {
    PS_ASSIGN(const TensorId moved, regrouped(node, x, split, order));
    return finishReshaped(node, moved, to);
}

struct Blocks {
    TensorId x;
    ShapeValues extents;
    std::int64_t size = 1;
};

Result<Blocks> readBlocks(NodeImport& node) {
    PS_ASSIGN(const TensorId x, node.input(0));
    PS_ASSIGN(const int size, node.integer("blocksize"));
    PS_CHECK(node.dims(x).rank == 4, Code::Shape, "the input {} must have rank 4", toString(node.dims(x)));
    PS_CHECK(size > 0 && size < 1 << 15, Code::Attribute, "attribute 'blocksize' is {}", size);
    return Blocks{x, shapeOf(node, x), size};
}

/// False only for a number that is no multiple.
bool mayBeMultiple(const ShapeValue& value, std::int64_t of) { return !value.isNumber() || value.code() % of == 0; }

Result<Outputs> importDepthToSpace(NodeImport& node) {
    PS_ASSIGN(const Blocks in, readBlocks(node));
    PS_ASSIGN(const std::string_view mode, node.text("mode", "DCR"));
    PS_CHECK(mode == "DCR" || mode == "CRD", Code::Attribute, "attribute 'mode' is '{}', DCR or CRD is expected", mode);
    const ShapeValue &n = in.extents[0], &c = in.extents[1], &h = in.extents[2], &w = in.extents[3], b = in.size;
    PS_CHECK(mayBeMultiple(c, in.size * in.size), Code::Shape, "{} channels cannot be split into blocks of {} by {}", c.code(), in.size, in.size);
    const ShapeValue depth = dividedDown(c, b * b);
    const ShapeValues to{n, depth, h * b, w * b};
    if (mode == "CRD") return finishRegrouped(node, in.x, {n, depth, b, b, h, w}, {0, 1, 4, 2, 5, 3}, to);
    return finishRegrouped(node, in.x, {n, b, b, depth, h, w}, {0, 3, 4, 1, 5, 2}, to);
}

Result<Outputs> importSpaceToDepth(NodeImport& node) {
    PS_ASSIGN(const Blocks in, readBlocks(node));
    const ShapeValue &n = in.extents[0], &c = in.extents[1], &h = in.extents[2], &w = in.extents[3], b = in.size;
    PS_CHECK(mayBeMultiple(h, in.size) && mayBeMultiple(w, in.size), Code::Shape, "{} by {} pixels cannot be split into blocks of {}",
             extentText(h.code()), extentText(w.code()), in.size);
    const ShapeValue rows = dividedDown(h, b), columns = dividedDown(w, b);
    return finishRegrouped(node, in.x, {n, c, rows, b, columns, b}, {0, 3, 5, 1, 2, 4}, {n, c * (b * b), rows, columns});
}

constexpr OnnxOpDef kOps[] = {
    {"", "Concat", {1, kNewestOpset}, importConcat},
    {"", "DepthToSpace", {1, kNewestOpset}, importDepthToSpace},
    {"", "Expand", {8, kNewestOpset}, importExpand},
    {"", "Gather", {1, kNewestOpset}, importGather<GatherMode::Default>},
    {"", "GatherElements", {11, kNewestOpset}, importGather<GatherMode::Element>},
    {"", "GatherND", {11, kNewestOpset}, importGatherNd},
    {"", "SpaceToDepth", {1, kNewestOpset}, importSpaceToDepth},
    {"", "Tile", {6, kNewestOpset}, importTile},
};

}  // namespace

extern constinit const OnnxOpTable table{kOps};  // extern: the generated list of tables refers to it

}  // namespace planscope::onnx::ops::data_movement
