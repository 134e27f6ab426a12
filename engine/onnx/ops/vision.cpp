// SPDX-License-Identifier: Apache-2.0
// Regions, unpooling, cropping: operators of vision models that move windows of pixels.
#include "engine/base/check.h"
#include "engine/layers/checks.h"
#include "engine/layers/deconvolution.h"
#include "engine/layers/determinant.h"
#include "engine/layers/roi_align.h"
#include "engine/layers/scatter.h"
#include "engine/layers/slice.h"
#include "engine/network/names.h"
#include "engine/onnx/ops/layer_steps.h"
#include "engine/onnx/ops/window_attributes.h"

namespace planscope::onnx::ops::vision {
namespace {

Result<Outputs> importDeterminant(NodeImport& node) {
    PS_ASSIGN(const TensorId x, node.input(0));
    return node.finish(layers::determinant::def, {x}, Attrs::of(layers::determinant::Attrs{}));
}

/// Before operator set 16 positions were those of the elements' corners.
Result<bool> readHalfPixel(NodeImport& node) {
    if (node.opset() >= 16 && !node.hasAttribute("coordinate_transformation_mode"))
        node.warn("attribute 'coordinate_transformation_mode' is missing, which means half_pixel; torchvision before 0.15 leaves it out "
                  "where it computes output_half_pixel");
    PS_ASSIGN(const std::string_view mode,
              node.text("coordinate_transformation_mode", node.opset() < 16 ? "output_half_pixel" : "half_pixel"));
    PS_CHECK(mode == "half_pixel" || mode == "output_half_pixel", Code::Attribute,
             "attribute 'coordinate_transformation_mode' is '{}', half_pixel or output_half_pixel is expected", mode);
    return mode == "half_pixel";
}

Result<Outputs> importRoiAlign(NodeImport& node) {
    PS_ASSIGN(const TensorId x, node.input(0));
    PS_ASSIGN(const TensorId boxes, node.input(1));
    PS_ASSIGN(const TensorId images, node.input(2));
    PS_ASSIGN(const std::string_view mode, node.text("mode", "avg"));
    PS_CHECK(mode == "avg" || mode == "max", Code::Attribute, "attribute 'mode' is '{}', avg or max is expected", mode);
    PS_ASSIGN(const int height, node.integer("output_height", 1));
    PS_ASSIGN(const int width, node.integer("output_width", 1));
    PS_ASSIGN(const int samples, node.integer("sampling_ratio", 0));
    PS_ASSIGN(const float scale, node.number("spatial_scale", 1));
    PS_ASSIGN(const bool halfPixel, readHalfPixel(node));
    return node.finish(layers::roi_align::def, {x, boxes, images},
                       Attrs::of(layers::roi_align::Attrs{.mode = mode == "max" ? PoolingKind::Max : PoolingKind::Average,
                                                          .outputHeight = height,
                                                          .outputWidth = width,
                                                          .samplingRatio = samples,
                                                          .spatialScale = scale,
                                                          .halfPixel = halfPixel}));
}

/// torchvision.ops.roi_align: boxes [R,5] begin with the image.
Result<Outputs> importTorchRoiAlign(NodeImport& node) {
    PS_ASSIGN(const TensorId x, node.input(0));
    PS_ASSIGN(const TensorId boxes, node.input(1));
    const Dims dims = node.dims(boxes);
    PS_CHECK(dims.rank == 2 && dims.isStatic() && dims[1] == 5, Code::Shape, "the boxes {} are no list of image, x1, y1, x2, y2", toString(dims));
    PS_ASSIGN(const float scale, node.number("spatial_scale", 1));
    PS_ASSIGN(const int height, node.integer("pooled_height", 1));
    PS_ASSIGN(const int width, node.integer("pooled_width", 1));
    PS_ASSIGN(const int samples, node.integer("sampling_ratio", 0));
    PS_ASSIGN(const int aligned, node.integer("aligned", 0));
    const auto columns = [&](std::int64_t first, std::int64_t count) {
        return node.step(layers::slice::def, {boxes},
                         Attrs::of(layers::slice::Attrs{.start = {0, first}, .size = {dims[0], count}, .stride = {1, 1}}));
    };
    PS_ASSIGN(const TensorId corners, columns(1, 4));
    PS_ASSIGN(const TensorId column, columns(0, 1));
    PS_ASSIGN(const TensorId numbers, reshaped(node, column, {dims[0]}));
    PS_ASSIGN(const TensorId images, castTo(node, numbers, DataType::Int32));
    return node.finish(layers::roi_align::def, {x, corners, images},
                       Attrs::of(layers::roi_align::Attrs{.mode = PoolingKind::Average,
                                                          .outputHeight = height,
                                                          .outputWidth = width,
                                                          .samplingRatio = std::max(samples, 0),
                                                          .spatialScale = scale,
                                                          .halfPixel = aligned != 0}));
}

/// The dims that were pooled, as far as the output tells.
Result<Dims> unpooledDims(NodeImport& node, const Dims& in, const WindowAttributes& window) {
    Dims out{in[0], in[1]};
    for (int i = 0; i < window.kernel.rank; ++i)
        out.push((in[i + 2] - 1) * window.stride[i] + window.kernel[i] - window.prePadding[i] - window.postPadding[i]);
    PS_TRY(within("output", layers::checkedVolume(out)).map([](std::int64_t) {}));
    PS_CHECK(node.dims(*node.input(1)) == in, Code::Shape, "the indices are {}, expected {}", toString(node.dims(*node.input(1))), toString(in));
    return out;
}

/// Indices count elements of the tensor that was pooled; a larger output shape adds zeros behind it.
Result<Outputs> importMaxUnpool(NodeImport& node) {
    PS_ASSIGN(const TensorId x, node.input(0));
    PS_ASSIGN(const TensorId indices, node.input(1));
    const Dims in = node.dims(x);
    PS_CHECK(in.isStatic(), Code::UnsupportedFeature, "unpooling needs extents that are known at build time");
    PS_ASSIGN(const int spatialRank, spatialRankOf(node, x));
    PS_ASSIGN(const WindowAttributes window, readWindow(node, spatialRank, {}));
    PS_ASSIGN(const Dims pooled, unpooledDims(node, in, window));
    Dims out = pooled;
    if (node.has(2)) {
        PS_ASSIGN(out, node.knownDims(2, "output_shape"));
        PS_CHECK(out.rank == pooled.rank, Code::Shape, "the output shape {} has rank {}, {} is expected", toString(out), out.rank, pooled.rank);
        for (int i = 0; i < out.rank; ++i)
            PS_CHECK(out[i] >= pooled[i], Code::Shape, "the output shape {} is smaller than {}", toString(out), toString(pooled));
    }
    PS_ASSIGN(const TensorId flat, reshaped(node, x, {in.volume()}));
    PS_ASSIGN(const TensorId places, reshaped(node, indices, {in.volume()}));
    const TensorId zeros = node.constant("zeros", Constant::ofFloats({pooled.volume()}, std::vector<float>(static_cast<std::size_t>(pooled.volume()))));
    PS_ASSIGN(const TensorId placed, node.step(layers::scatter::def, {zeros, places, flat},
                                               Attrs::of(layers::scatter::Attrs{.mode = ScatterMode::Element, .axis = 0})));
    if (out == pooled) return finishReshaped(node, placed, out);
    PS_ASSIGN(const TensorId shaped, reshaped(node, placed, pooled));
    return node.finish(layers::slice::def, {shaped},
                       Attrs::of(layers::slice::Attrs{.start = Dims::filled(out.rank, 0),
                                                      .size = out,
                                                      .stride = Dims::filled(out.rank, 1),
                                                      .mode = SampleMode::Fill,
                                                      .fillValue = 0}));
}

/// Source: ONNX operator schema, CenterCropPad-18: an odd element more is cut or added at the end.
Result<Outputs> importCenterCropPad(NodeImport& node) {
    PS_ASSIGN(const TensorId x, node.input(0));
    const Dims in = node.dims(x);
    PS_CHECK(in.isStatic(), Code::UnsupportedFeature, "cropping around the centre needs extents that are known at build time");
    PS_ASSIGN(const Integers shape, node.knownList(1, "shape"));
    PS_ASSIGN(const Integers* const listed, node.list("axes"));
    Integers axes = listed ? *listed : Integers{};
    if (!listed)
        for (int i = 0; i < in.rank; ++i) axes.push_back(i);
    PS_TRY(axisMask(axes, in.rank).map([](std::uint32_t) {}));
    PS_CHECK(shape.size() == axes.size(), Code::Shape, "the shape has {} entries for {} axes", shape.size(), axes.size());
    layers::slice::Attrs attrs{
        .start = Dims::filled(in.rank, 0), .size = in, .stride = Dims::filled(in.rank, 1), .mode = SampleMode::Fill, .fillValue = 0};
    for (std::size_t i = 0; i < axes.size(); ++i) {
        PS_ASSIGN(const int axis, resolveAxis(axes[i], in.rank));
        attrs.size[axis] = shape[i];
        attrs.start[axis] = shape[i] <= in[axis] ? (in[axis] - shape[i]) / 2 : -((shape[i] - in[axis]) / 2);
    }
    return node.finish(layers::slice::def, {x}, Attrs::of(attrs));
}

/// Columns of blocks add up where blocks overlap: a deconvolution whose filters are the places in a block.
Result<Outputs> importColumnsToImage(NodeImport& node) {
    PS_ASSIGN(const TensorId x, node.input(0));
    PS_ASSIGN(const Dims image, node.knownDims(1, "image_shape"));
    PS_ASSIGN(const Dims block, node.knownDims(2, "block_shape"));
    const Dims in = node.dims(x);
    const int axes = image.rank;
    PS_CHECK(in.rank == 3 && in.isStatic() && axes >= 1 && axes <= 3 && block.rank == axes, Code::Shape,
             "columns {}, an image {} and blocks {} do not fit together", toString(in), toString(image), toString(block));
    PS_ASSIGN(const std::int64_t places, within("block", layers::checkedVolume(block)));
    PS_CHECK(places >= 1 && in[1] % places == 0, Code::Shape, "{} channels are no blocks of {}", in[1], places);
    PS_ASSIGN(const Dims stride, node.listOf("strides", axes, 1));
    PS_ASSIGN(const Dims dilation, node.listOf("dilations", axes, 1));
    PS_ASSIGN(const Dims pads, node.listOf("pads", 2 * axes, 0));
    Dims columns{in[0], in[1]}, weights{in[1], 1};
    layers::deconvolution::Attrs attrs;
    attrs.stride = stride;
    attrs.dilation = dilation;
    attrs.groups = static_cast<int>(in[1] / places);
    for (int i = 0; i < axes; ++i) {
        const std::int64_t reach = layers::dilatedExtent(block[i], dilation[i]);
        const std::int64_t room = image[i] + pads[i] + pads[i + axes] - reach;
        PS_CHECK(room >= 0 && stride[i] >= 1, Code::Shape, "blocks of {} do not fit into axis {} of the image {}", reach, i, toString(image));
        columns.push(room / stride[i] + 1);
        weights.push(block[i]);
        attrs.prePadding.push(pads[i]);
        attrs.postPadding.push(pads[i + axes]);
        attrs.outputPadding.push(room % stride[i]);
    }
    PS_CHECK(columns.volume() == in.volume(), Code::Shape, "{} columns are expected, {} are given", columns.volume(2, columns.rank), in[2]);
    std::vector<float> identity(static_cast<std::size_t>(in[1] * places));
    for (std::int64_t c = 0; c < in[1]; ++c) identity[static_cast<std::size_t>(c * places + c % places)] = 1;
    PS_ASSIGN(const TensorId blocks, reshaped(node, x, columns));
    return node.finish(layers::deconvolution::def, {blocks, node.constant("places", Constant::ofFloats(weights, identity))}, Attrs::of(attrs));
}

constexpr OnnxOpDef kOps[] = {
    {"", "CenterCropPad", {18, kNewestOpset}, importCenterCropPad},
    {"", "Col2Im", {18, kNewestOpset}, importColumnsToImage},
    {"", "Det", {11, kNewestOpset}, importDeterminant},
    {"", "MaxUnpool", {9, kNewestOpset}, importMaxUnpool},
    {"", "RoiAlign", {10, kNewestOpset}, importRoiAlign,
     "torchvision before 0.15 writes operator set 16 and newer without `coordinate_transformation_mode`, whose default changed there from "
     "output_half_pixel, what it means, to half_pixel"},
    {"torchvision", "roi_align", {1, kNewestOpset}, importTorchRoiAlign},
};

}  // namespace

extern constinit const OnnxOpTable table{kOps};  // extern: the generated list of tables refers to it

}  // namespace planscope::onnx::ops::vision
