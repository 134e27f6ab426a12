// SPDX-License-Identifier: Apache-2.0
#include "engine/base/check.h"
#include "engine/layers/concatenation.h"
#include "engine/layers/gather.h"
#include "engine/layers/shuffle.h"
#include "engine/layers/slice.h"
#include "engine/network/names.h"
#include "engine/onnx/ops/layer_steps.h"

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
Result<TensorId> lifted(NodeImport& node, TensorId x, int rank) {
    Dims to = Dims::filled(std::max(rank, node.dims(x).rank), 1);
    std::ranges::copy(node.dims(x), to.end() - node.dims(x).rank);
    return reshaped(node, x, to);
}

/// A slice that stands still along the axes where one element serves for all.
Result<Outputs> importExpand(NodeImport& node) {
    PS_ASSIGN(const TensorId x, node.input(0));
    PS_ASSIGN(const Dims shape, node.knownDims(1, "shape"));
    PS_ASSIGN(const TensorId whole, lifted(node, x, shape.rank));
    const Dims from = node.dims(whole);
    Dims size = from;
    Dims stride = Dims::filled(from.rank, 1);
    for (int i = from.rank - shape.rank; i < from.rank; ++i) {
        const std::int64_t wanted = shape[i - (from.rank - shape.rank)];
        PS_CHECK(wanted >= 0 && (wanted == from[i] || wanted == 1 || from[i] == 1), Code::Shape, "{} cannot be expanded to {}",
                 toString(node.dims(x)), toString(shape));
        if (wanted == from[i] || wanted == 1) continue;
        size[i] = wanted;
        stride[i] = 0;
    }
    return node.finish(layers::slice::def, {whole},
                       Attrs::of(layers::slice::Attrs{.start = Dims::filled(from.rank, 0), .size = size, .stride = stride}));
}

Result<Outputs> importTile(NodeImport& node) {
    PS_ASSIGN(const TensorId x, node.input(0));
    PS_ASSIGN(const Dims repeats, node.knownDims(1, "repeats"));
    Dims size = node.dims(x);
    PS_CHECK(repeats.rank == size.rank, Code::Shape, "{} repeats are given for rank {}", repeats.rank, size.rank);
    for (int i = 0; i < size.rank; ++i) {
        PS_CHECK(repeats[i] >= 0, Code::Value, "{} repeats of axis {} are not possible", repeats[i], i);
        size[i] *= repeats[i];
    }
    return node.finish(layers::slice::def, {x},
                       Attrs::of(layers::slice::Attrs{.start = Dims::filled(size.rank, 0),
                                                      .size = size,
                                                      .stride = Dims::filled(size.rank, 1),
                                                      .mode = SampleMode::Wrap}));
}

/// Reshape to `split`, transpose by `order`, reshape to `to`.
Result<Outputs> finishRegrouped(NodeImport& node, TensorId x, const Dims& split, const Dims& order, const Dims& to) {
    PS_ASSIGN(const TensorId moved,
              node.step(layers::shuffle::def, {x},
                        Attrs::of(layers::shuffle::Attrs{.firstTranspose = {},
                                                         .hasReshape = true,
                                                         .reshape = split,
                                                         .zeroIsPlaceholder = false,
                                                         .secondTranspose = order})));
    return finishReshaped(node, moved, to);
}

struct Blocks {
    TensorId x;
    Dims dims;
    std::int64_t size = 1;
};

Result<Blocks> readBlocks(NodeImport& node) {
    PS_ASSIGN(const TensorId x, node.input(0));
    PS_ASSIGN(const int size, node.integer("blocksize"));
    const Dims dims = node.dims(x);
    PS_CHECK(dims.rank == 4, Code::Shape, "the input {} must have rank 4", toString(dims));
    PS_CHECK(size > 0 && size < 1 << 15, Code::Attribute, "attribute 'blocksize' is {}", size);
    return Blocks{x, dims, size};
}

Result<Outputs> importDepthToSpace(NodeImport& node) {
    PS_ASSIGN(const Blocks in, readBlocks(node));
    PS_ASSIGN(const std::string_view mode, node.text("mode", "DCR"));
    PS_CHECK(mode == "DCR" || mode == "CRD", Code::Attribute, "attribute 'mode' is '{}', DCR or CRD is expected", mode);
    const std::int64_t n = in.dims[0], c = in.dims[1], h = in.dims[2], w = in.dims[3], b = in.size;
    PS_CHECK(c % (b * b) == 0, Code::Shape, "{} channels cannot be split into blocks of {} by {}", c, b, b);
    const Dims to{n, c / (b * b), h * b, w * b};
    if (mode == "CRD") return finishRegrouped(node, in.x, {n, c / (b * b), b, b, h, w}, {0, 1, 4, 2, 5, 3}, to);
    return finishRegrouped(node, in.x, {n, b, b, c / (b * b), h, w}, {0, 3, 4, 1, 5, 2}, to);
}

Result<Outputs> importSpaceToDepth(NodeImport& node) {
    PS_ASSIGN(const Blocks in, readBlocks(node));
    const std::int64_t n = in.dims[0], c = in.dims[1], h = in.dims[2], w = in.dims[3], b = in.size;
    PS_CHECK(h % b == 0 && w % b == 0, Code::Shape, "{} by {} pixels cannot be split into blocks of {}", h, w, b);
    return finishRegrouped(node, in.x, {n, c, h / b, b, w / b, b}, {0, 3, 5, 1, 2, 4}, {n, c * b * b, h / b, w / b});
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
