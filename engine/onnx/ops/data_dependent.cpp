// SPDX-License-Identifier: Apache-2.0
// Operators whose output extents follow from data. The last output of such layers, the extents, is none of the node's.
#include "engine/base/check.h"
#include "engine/layers/gather.h"
#include "engine/layers/nms.h"
#include "engine/layers/non_zero.h"
#include "engine/layers/shuffle.h"
#include "engine/layers/unique.h"
#include "engine/network/extent.h"
#include "engine/network/names.h"
#include "engine/onnx/ops/layer_steps.h"
#include "engine/onnx/ops/shape_arithmetic.h"

#include <algorithm>
#include <limits>

namespace planscope::onnx::ops::data_dependent {
namespace {

Result<Outputs> importNonZero(NodeImport& node) {
    PS_ASSIGN(const TensorId x, node.input(0));
    return node.finish(layers::non_zero::def, {x}, Attrs::of(layers::non_zero::Attrs{}));
}

/// The slices along an axis (of the flat data, where none is named) at the positions where the condition holds.
Result<Outputs> importCompress(NodeImport& node) {
    PS_ASSIGN(TensorId data, node.input(0));
    PS_ASSIGN(const TensorId condition, node.input(1));
    const bool isFlat = !node.hasAttribute("axis");
    if (isFlat) {
        PS_ASSIGN(data, reshaped(node, data, ShapeValues{product(shapeOf(node, data))}));
    }
    PS_ASSIGN(const int axis, node.axis("axis", 0, node.dims(data).rank));
    PS_CHECK(node.dims(condition).rank == 1, Code::Shape, "the condition must be a list, its shape is {}", toString(node.dims(condition)));
    PS_ASSIGN(const Outputs positions, node.steps(layers::non_zero::def, {condition}, Attrs::of(layers::non_zero::Attrs{})));
    PS_ASSIGN(const TensorId list, reshaped(node, positions[0], ShapeValues{shapeOf(node, positions[0])[1]}));
    return node.finish(layers::gather::def, {data, list},
                       Attrs::of(layers::gather::Attrs{.mode = GatherMode::Default, .axis = axis, .elementwiseDims = 0}));
}

Result<Outputs> importUnique(NodeImport& node) {
    PS_ASSIGN(const TensorId x, node.input(0));
    layers::unique::Attrs attrs;
    if (node.hasAttribute("axis")) {
        PS_ASSIGN(attrs.axis, node.axis("axis", 0, node.dims(x).rank));
    }
    PS_ASSIGN(const int sorted, node.integer("sorted", 1));
    attrs.sorted = sorted != 0;
    return node.finish(layers::unique::def, {x}, Attrs::of(attrs));
}

/// The limits of a suppression: attributes where all are known, else inputs of the layer.
struct Limits {
    std::vector<TensorId> inputs;
    layers::nms::Attrs attrs;
};

bool isKnown(const NodeImport& node, int i) { return !node.has(i) || node.tensor(*node.input(i)).constant; }

Result<double> knownOr(const NodeImport& node, int i, std::string_view what, double fallback) {
    if (!node.has(i)) return fallback;
    return node.knownScalar(i, what);
}

/// Without a limit of the score every box counts. Source: ONNX operator schema, NonMaxSuppression-11.
constexpr float kAnyScore = -std::numeric_limits<float>::infinity();

Result<TensorId> inputOr(NodeImport& node, int i, DataType type, double fallback) {
    if (node.has(i)) return *node.input(i);
    return scalar(node, type, fallback);
}

Result<Limits> readLimits(NodeImport& node) {
    Limits out;
    out.attrs.topKBoxLimit = std::numeric_limits<int>::max();
    if (isKnown(node, 2) && isKnown(node, 3) && isKnown(node, 4)) {
        PS_ASSIGN(const double most, knownOr(node, 2, "max_output_boxes_per_class", 0));
        PS_ASSIGN(const double overlap, knownOr(node, 3, "iou_threshold", 0));
        PS_ASSIGN(const double score, knownOr(node, 4, "score_threshold", static_cast<double>(kAnyScore)));
        constexpr double kMost = std::numeric_limits<int>::max();
        out.attrs.maxPerClass = static_cast<int>(std::clamp(most, 0.0, kMost));
        out.attrs.overlap = static_cast<float>(overlap);
        out.attrs.score = static_cast<float>(score);
        return out;
    }
    PS_ASSIGN(const TensorId most, inputOr(node, 2, DataType::Int32, 0));
    PS_ASSIGN(const TensorId overlap, inputOr(node, 3, DataType::Float, 0));
    PS_ASSIGN(const TensorId score, inputOr(node, 4, DataType::Float, static_cast<double>(kAnyScore)));
    out.inputs = {most, overlap, score};
    return out;
}

Result<Outputs> importNonMaxSuppression(NodeImport& node) {
    PS_ASSIGN(const TensorId boxes, node.input(0));
    PS_ASSIGN(const TensorId scores, node.input(1));
    PS_CHECK(node.dims(scores).rank == 3, Code::Shape, "the scores {} must have rank 3", toString(node.dims(scores)));
    PS_ASSIGN(const int isCentred, node.integer("center_point_box", 0));
    PS_ASSIGN(Limits limits, readLimits(node));
    limits.attrs.format = isCentred != 0 ? BoxFormat::CenterSizes : BoxFormat::CornerPairs;
    PS_ASSIGN(const TensorId perBox,
              node.step(layers::shuffle::def, {scores},
                        Attrs::of(layers::shuffle::Attrs{
                            .firstTranspose = {0, 2, 1}, .hasReshape = false, .reshape = {}, .zeroIsPlaceholder = true, .secondTranspose = {}})));
    std::vector<TensorId> inputs{boxes, perBox};
    inputs.insert(inputs.end(), limits.inputs.begin(), limits.inputs.end());
    return node.finish(layers::nms::def, std::move(inputs), Attrs::of(limits.attrs));
}

Result<float> torchOverlap(NodeImport& node) {
    if (!node.has(2)) return node.number("iou_threshold", 0);
    PS_ASSIGN(const double overlap, node.knownScalar(2, "iou_threshold"));
    return static_cast<float>(overlap);
}

/// torchvision.ops.nms: boxes [N,4], scores [N], threshold as input or attribute; gives the boxes that are kept, the best
/// first.
Result<Outputs> importTorchNms(NodeImport& node) {
    PS_ASSIGN(const TensorId boxes, node.input(0));
    PS_ASSIGN(const TensorId scores, node.input(1));
    const Dims list = node.dims(scores);
    PS_CHECK((list.rank == 1 && extent::mayEqual(node.dims(boxes), Dims{list[0], 4})), Code::Shape,
             "the boxes {} and scores {} are no lists of one length, of 4 corners and of numbers", toString(node.dims(boxes)), toString(list));
    constexpr int kEvery = std::numeric_limits<int>::max();
    layers::nms::Attrs attrs{.format = BoxFormat::CornerPairs, .topKBoxLimit = kEvery, .maxPerClass = kEvery, .overlap = 0, .score = kAnyScore};
    PS_ASSIGN(attrs.overlap, torchOverlap(node));
    const ShapeValue count = shapeOf(node, scores)[0];
    PS_ASSIGN(const TensorId batch, reshaped(node, boxes, ShapeValues{1, count, 4}));
    PS_ASSIGN(const TensorId perBox, reshaped(node, scores, ShapeValues{1, count, 1}));
    PS_ASSIGN(const Outputs rows, node.steps(layers::nms::def, {batch, perBox}, Attrs::of(attrs)));
    constexpr int kBoxColumn = 2;
    PS_ASSIGN(const TensorId column, scalar(node, DataType::Int32, kBoxColumn));
    return node.finish(layers::gather::def, {rows.front(), column},
                       Attrs::of(layers::gather::Attrs{.mode = GatherMode::Default, .axis = 1, .elementwiseDims = 0}));
}

constexpr OnnxOpDef kOps[] = {
    {"", "Compress", {9, kNewestOpset}, importCompress},
    {"", "NonMaxSuppression", {10, kNewestOpset}, importNonMaxSuppression},
    {"", "NonZero", {9, kNewestOpset}, importNonZero},
    {"", "Unique", {11, kNewestOpset}, importUnique},
    {"torchvision", "nms", {1, kNewestOpset}, importTorchNms, "as PyTorch's exporter leaves it where it falls through"},
};

}  // namespace

extern constinit const OnnxOpTable table{kOps};  // extern: the generated list of tables refers to it

}  // namespace planscope::onnx::ops::data_dependent
