// SPDX-License-Identifier: Apache-2.0
#include "engine/layers/convolution.h"

#include "engine/base/check.h"
#include "engine/layers/deconvolution.h"
#include "engine/network/extent.h"
#include "engine/network/names.h"
#include "engine/onnx/ops/window_attributes.h"

namespace planscope::onnx::ops::convolution {
namespace {

Result<std::vector<TensorId>> operands(const NodeImport& node) {
    PS_ASSIGN(const TensorId x, node.input(0));
    PS_ASSIGN(const TensorId weights, node.input(1));
    std::vector<TensorId> out{x, weights};
    if (node.has(2)) out.push_back(*node.input(2));
    return out;
}

/// The extents of the kernel. @errors Code::Shape unless the weights' rank is the input's
Result<Dims> kernelOf(const NodeImport& node, TensorId weights, int spatialRank) {
    const Dims dims = node.dims(weights);
    PS_CHECK(dims.rank == spatialRank + 2, Code::Shape, "the weights {} have rank {}, {} is expected", toString(dims), dims.rank,
             spatialRank + 2);
    return toDims({dims.begin() + 2, static_cast<std::size_t>(spatialRank)});
}

Result<Outputs> importConvolution(NodeImport& node) {
    PS_ASSIGN(const std::vector<TensorId> inputs, operands(node));
    PS_ASSIGN(const int spatialRank, spatialRankOf(node, inputs[0]));
    PS_ASSIGN(const Dims kernel, kernelOf(node, inputs[1], spatialRank));
    PS_ASSIGN(const WindowAttributes window, readWindow(node, spatialRank, kernel));
    PS_ASSIGN(const int groups, node.integer("group", 1));
    return node.finish(layers::convolution::def, inputs,
                       Attrs::of(layers::convolution::Attrs{.stride = window.stride,
                                                            .dilation = window.dilation,
                                                            .prePadding = window.prePadding,
                                                            .postPadding = window.postPadding,
                                                            .groups = groups,
                                                            .paddingMode = window.paddingMode}));
}

/// Trims so that the output gets extents that were asked for. Source: ONNX operator schema, ConvTranspose-11.
/// @errors Code::UnsupportedFeature where the trimmed length follows from an extent that is open
Status trimTo(const Dims& outputShape, const Dims& input, WindowAttributes& window, Dims& outputPadding) {
    const bool moreAtEnd = window.paddingMode == layers::PaddingMode::SameUpper;
    for (int i = 0; i < input.rank; ++i) {
        const std::int64_t reach = outputPadding[i] + (window.kernel[i] - 1) * window.dilation[i] + 1;
        const std::int64_t full = extent::add(extent::multiply(window.stride[i], extent::subtract(input[i], 1)), reach);
        const std::int64_t excess = extent::subtract(full, outputShape[i]);
        PS_CHECK(extent::isNumber(excess), Code::UnsupportedFeature,
                 "the padding for a fixed output extent of spatial axis {} follows from an input extent that is decided at run time", i);
        const std::int64_t total = std::max<std::int64_t>(excess, 0);
        outputPadding[i] += std::max<std::int64_t>(-excess, 0);
        window.prePadding[i] = moreAtEnd ? total / 2 : total - total / 2;
        window.postPadding[i] = total - window.prePadding[i];
    }
    window.paddingMode = layers::PaddingMode::ExplicitRoundDown;
    return {};
}

Result<Outputs> importDeconvolution(NodeImport& node) {
    PS_ASSIGN(const std::vector<TensorId> inputs, operands(node));
    PS_ASSIGN(const int spatialRank, spatialRankOf(node, inputs[0]));
    PS_ASSIGN(const Dims kernel, kernelOf(node, inputs[1], spatialRank));
    PS_ASSIGN(WindowAttributes window, readWindow(node, spatialRank, kernel));
    PS_ASSIGN(const int groups, node.integer("group", 1));
    PS_ASSIGN(Dims outputPadding, node.listOf("output_padding", spatialRank, 0));
    PS_ASSIGN(const Dims input, toDims({node.dims(inputs[0]).begin() + 2, static_cast<std::size_t>(spatialRank)}));
    if (node.hasAttribute("output_shape")) {
        PS_ASSIGN(const Dims outputShape, node.listOf("output_shape", spatialRank, 0));
        PS_TRY(trimTo(outputShape, input, window, outputPadding));
    } else if (window.paddingMode != layers::PaddingMode::ExplicitRoundDown) {
        Dims outputShape = input;
        for (int i = 0; i < spatialRank; ++i) outputShape[i] = extent::multiply(outputShape[i], window.stride[i]);
        PS_TRY(trimTo(outputShape, input, window, outputPadding));
    }
    return node.finish(layers::deconvolution::def, inputs,
                       Attrs::of(layers::deconvolution::Attrs{.stride = window.stride,
                                                              .dilation = window.dilation,
                                                              .prePadding = window.prePadding,
                                                              .postPadding = window.postPadding,
                                                              .outputPadding = outputPadding,
                                                              .groups = groups,
                                                              .paddingMode = window.paddingMode}));
}

constexpr OnnxOpDef kOps[] = {
    {"", "Conv", {1, kNewestOpset}, importConvolution},
    {"", "ConvTranspose", {1, kNewestOpset}, importDeconvolution, "output_shape needs spatial extents that are known"},
};

}  // namespace

extern constinit const OnnxOpTable table{kOps};  // extern: the generated list of tables refers to it

}  // namespace planscope::onnx::ops::convolution
