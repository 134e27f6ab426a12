// SPDX-License-Identifier: Apache-2.0
#include "engine/layers/roi_align.h"

#include "engine/base/check.h"
#include "engine/layers/checks.h"
#include "engine/layers/enum_words.h"
#include "engine/network/extent.h"
#include "engine/network/names.h"
#include "kernels/reference/roi_align.h"

#include <algorithm>

namespace planscope::layers::roi_align {
namespace {

constexpr AttrField kFields[] = {
    attrField<&Attrs::mode>("mode", "what the samples of a cell yield: max or average"),
    attrField<&Attrs::outputHeight>("outputHeight", "cells of a box along the height"),
    attrField<&Attrs::outputWidth>("outputWidth", "cells of a box along the width"),
    attrField<&Attrs::samplingRatio>("samplingRatio", "samples of a cell along each axis; 0: as many as elements fit into it"),
    attrField<&Attrs::spatialScale>("spatialScale", "from the coordinates of boxes to those of the data"),
    attrField<&Attrs::halfPixel>("halfPixel", "the centre of element i is i + 0.5, not i"),
};

constexpr int kMaxSamples = 1 << 12;

Status checkAttrs(const Attrs& attrs) {
    PS_CHECK(attrs.mode != PoolingKind::MaxAverageBlend, Code::Attribute, "mode is {}; max and average are possible", word(attrs.mode));
    PS_CHECK(attrs.outputHeight >= 1 && attrs.outputWidth >= 1,
             Code::Attribute,
             "boxes of {}x{} cells are not possible",
             attrs.outputHeight,
             attrs.outputWidth);
    PS_CHECK(attrs.samplingRatio >= 0 && attrs.samplingRatio <= kMaxSamples,
             Code::Attribute,
             "samplingRatio is {}, which is outside [0, {}]",
             attrs.samplingRatio,
             kMaxSamples);
    PS_TRY(checkFinite("spatialScale", attrs.spatialScale));
    PS_CHECK(attrs.spatialScale > 0, Code::Attribute, "spatialScale is {}, it must be greater than 0", attrs.spatialScale);
    return {};
}

Status validate(const LayerView& layer) {
    PS_TRY(checkInputs(layer, 3, 3));
    PS_TRY(checkFloat(layer, 0));
    PS_TRY(checkFloat(layer, 1));
    PS_TRY(checkType(layer, 2, DataType::Int32));
    PS_TRY(checkAttrs(layer.attrs<Attrs>()));
    const Dims &in = layer.input(0).dims, &boxes = layer.input(1).dims, &images = layer.input(2).dims;
    PS_CHECK(in.rank == 4, Code::Shape, "the data {} must have rank 4", toString(in));
    PS_CHECK(mayReach(in[2], 1) && mayReach(in[3], 1), Code::Shape, "the data {} has no elements to sample", toString(in));
    PS_CHECK(boxes.rank == 2 && extent::mayEqual(boxes[1], 4), Code::Shape, "the boxes are {}, expected any number by 4", toString(boxes));
    PS_CHECK(images.rank == 1 && extent::mayEqual(images[0], boxes[0]),
             Code::Shape,
             "the images of the boxes are {}, expected one for each of {}",
             toString(images),
             extentText(boxes[0]));
    return {};
}

Result<std::vector<TensorType>> infer(const LayerView& layer) {
    const auto& attrs = layer.attrs<Attrs>();
    const Dims dims{layer.input(1).dims[0], layer.input(0).dims[1], attrs.outputHeight, attrs.outputWidth};
    PS_TRY(within("output", checkedVolume(dims)).map([](std::int64_t) {}));
    return std::vector<TensorType>{{DataType::Float, dims}};
}

/// Four multiply-adds per sample.
double flops(const LayerView& layer, std::span<const TensorType> outputs) {
    const double ratio = std::max(layer.attrs<Attrs>().samplingRatio, 2);
    return 8 * ratio * ratio * static_cast<double>(outputs[0].dims.volume());
}

KernelStatus
reference(const LayerView& layer, std::span<const TensorView> inputs, std::span<const TensorView> outputs) {
    const auto& attrs = layer.attrs<Attrs>();
    return kernels::reference::roiAlign(inputs[0],
                                        inputs[1],
                                        inputs[2],
                                        outputs[0],
                                        {.mode = attrs.mode,
                                         .samplingRatio = attrs.samplingRatio,
                                         .spatialScale = attrs.spatialScale,
                                         .halfPixel = attrs.halfPixel});
}

}  // namespace

constinit const LayerDef def{
    .kind = kind,
    .category = Category::Pooling,
    .doc = "Boxes of the data, each divided into cells that are sampled bilinearly and pooled.",
    .fields = kFields,
    .copyAttrs = attrsCopier<Attrs>,
    .validate = validate,
    .infer = infer,
    .flops = flops,
    .reference = reference,
};

}  // namespace planscope::layers::roi_align
