// SPDX-License-Identifier: Apache-2.0
#include "engine/layers/nms.h"

#include "engine/base/check.h"
#include "engine/layers/checks.h"
#include "engine/layers/enum_words.h"
#include "engine/layers/trace.h"
#include "engine/layers/written_extents.h"
#include "engine/network/extent.h"
#include "engine/network/names.h"
#include "kernels/reference/nms.h"

#include <algorithm>
#include <cmath>

namespace planscope::layers::nms {
namespace {

constexpr AttrField kFields[] = {
    attrField<&Attrs::format>("format", "what the four numbers of a box are"),
    attrField<&Attrs::topKBoxLimit>("topKBoxLimit", "best boxes that are looked at per batch entry and class"),
    attrField<&Attrs::maxPerClass>("maxPerClass", "boxes kept per batch entry and class"),
    attrField<&Attrs::overlap>("overlap", "a box that overlaps a better one by more (intersection over union) is dropped"),
    attrField<&Attrs::score>("score", "a box must score more than this"),
};

constexpr int kBoxes = 0, kScores = 1, kMaxPerClass = 2, kOverlap = 3, kScore = 4;
constexpr int kRowLength = 3;

Status checkBoxes(const LayerView& layer) {
    const Dims &boxes = layer.input(kBoxes).dims, &scores = layer.input(kScores).dims;
    PS_CHECK(scores.rank == 3, Code::Shape, "the scores are {}, batch by boxes by classes is needed", toString(scores));
    Dims expected{scores[0], scores[1]};
    if (boxes.rank == 4) expected.push(scores[2]);
    expected.push(4);
    PS_CHECK(extent::mayEqual(boxes, expected),
             Code::Shape,
             "the boxes are {}, {} is expected for scores {}",
             toString(boxes),
             toString(expected),
             toString(scores));
    return {};
}

Status checkFloatElement(const LayerView& layer, int i, std::string_view what) {
    if (layer.inputCount() <= i) return {};
    PS_TRY(checkFloat(layer, i));
    PS_CHECK(extent::mayEqual(extent::volume(layer.input(i).dims), 1),
             Code::Shape,
             "the {} (input {}) is {}, one element is needed",
             what,
             i,
             toString(layer.input(i).dims));
    return {};
}

Status validate(const LayerView& layer) {
    PS_TRY(checkInputs(layer, 2, 5));
    PS_TRY(checkFloat(layer, kBoxes));
    PS_TRY(checkFloat(layer, kScores));
    PS_TRY(checkBoxes(layer));
    if (layer.inputCount() > kMaxPerClass) PS_TRY(checkInteger(layer, kMaxPerClass, "number of boxes per class"));
    PS_TRY(checkFloatElement(layer, kOverlap, "overlap"));
    PS_TRY(checkFloatElement(layer, kScore, "score"));
    const auto& attrs = layer.attrs<Attrs>();
    PS_CHECK(attrs.topKBoxLimit >= 1, Code::Attribute, "topKBoxLimit is {}, at least 1 is needed", attrs.topKBoxLimit);
    PS_CHECK(attrs.overlap >= 0 && attrs.overlap <= 1,
             Code::Attribute,
             "overlap is {}, which is outside [0, 1]",
             attrs.overlap);
    PS_CHECK(!std::isnan(attrs.score), Code::Attribute, "score is nan, a number is needed");
    return {};
}

std::vector<TensorType> outputTypes(std::int64_t rows) {
    return {{DataType::Int32, Dims{rows, kRowLength}}, {DataType::Int32, Dims{}}, {DataType::Int32, Dims{2}}};
}

Result<std::vector<TensorType>> infer(const LayerView&) {
    return outputTypes(extent::kAnonymous);
}

/// The number of boxes per class counts where it is known.
std::int64_t mostPerClass(const LayerView& layer) {
    const auto& attrs = layer.attrs<Attrs>();
    const std::int64_t boxes = std::min<std::int64_t>(layer.input(kScores).dims[1], attrs.topKBoxLimit);
    if (layer.inputCount() <= kMaxPerClass) return std::clamp<std::int64_t>(attrs.maxPerClass, 0, boxes);
    const Trace most = traceOf(layer.input(kMaxPerClass));
    const bool isKnown = most && most->size() == 1 && extent::isNumber(most->front());
    return isKnown ? std::clamp<std::int64_t>(most->front(), 0, boxes) : boxes;
}

Result<std::vector<TensorType>> bound(const LayerView& layer) {
    const Dims& scores = layer.input(kScores).dims;
    const Dims rows{scores[0], scores[2], mostPerClass(layer), kRowLength};
    PS_TRY(within("output 0", checkedVolume(rows)).map([](std::int64_t) {}));
    return outputTypes(rows.volume() / kRowLength);
}

/// Every candidate meets every better one, in the worst case.
double flops(const LayerView& layer, std::span<const TensorType>) {
    constexpr double kPerPair = 12;
    const Dims& scores = layer.input(kScores).dims;
    const auto kept = static_cast<double>(mostPerClass(layer));
    const double candidates = std::min<double>(static_cast<double>(scores[1]), layer.attrs<Attrs>().topKBoxLimit);
    return kPerPair * static_cast<double>(scores[0]) * static_cast<double>(scores[2]) * kept * candidates;
}

float floatOr(std::span<const TensorView> inputs, std::size_t i, float attribute) {
    return inputs.size() > i ? *inputs[i].as<float>() : attribute;
}

KernelStatus
reference(const LayerView& layer, std::span<const TensorView> inputs, std::span<const TensorView> outputs) {
    const auto& attrs = layer.attrs<Attrs>();
    const bool hasMost = inputs.size() > kMaxPerClass;
    std::int64_t rows = 0;
    const KernelStatus status =
        kernels::reference::nms(inputs[kBoxes],
                                inputs[kScores],
                                outputs[0],
                                {.format = attrs.format,
                                 .maxPerClass = hasMost ? *inputs[kMaxPerClass].as<std::int32_t>() : attrs.maxPerClass,
                                 .candidates = attrs.topKBoxLimit,
                                 .overlap = floatOr(inputs, kOverlap, attrs.overlap),
                                 .score = floatOr(inputs, kScore, attrs.score)},
                                rows);
    if (status != KernelStatus::Ok) return status;
    *outputs[1].as<std::int32_t>() = static_cast<std::int32_t>(rows);
    writeExtents(outputs[2], {Dims{rows, kRowLength}});
    return KernelStatus::Ok;
}

}  // namespace

constinit const LayerDef def{
    .kind = kind,
    .category = Category::DataMovement,
    .doc = "Non-maximum suppression: the best boxes of each class that do not overlap a better one too much.",
    .fields = kFields,
    .copyAttrs = attrsCopier<Attrs>,
    .validate = validate,
    .infer = infer,
    .flops = flops,
    .reference = reference,
    .bound = bound,
};

}  // namespace planscope::layers::nms
