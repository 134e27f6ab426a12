// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/layers/padding_mode.h"
#include "engine/network/layer_def.h"

namespace planscope::layers {

/// The windows of a convolution, deconvolution or pooling with nothing left open: one entry per spatial axis in each
/// list, padding after the padding mode. What tactics and kernels work with.
struct Window {
    Dims kernel;
    Dims stride;
    Dims dilation;
    Dims prePadding;
    Dims postPadding;  ///< of a deconvolution: what is trimmed at the end; may be negative there (output padding)
};

/// Extent of a dilated filter: 1 + dilation (kernel - 1).
constexpr std::int64_t dilatedExtent(std::int64_t kernel, std::int64_t dilation) {
    return 1 + dilation * (kernel - 1);
}

/// `list`, or `length` times `value` where it is empty.
Dims withDefault(const Dims& list, int length, std::int64_t value);

/// Checks the lists of a layer before defaults are filled in. @errors Code::Attribute, Code::Shape
Status checkWindow(const Window& window, int axes);
/// Input 0 is [N,C] and one to three spatial axes.
Status checkSpatialInput(const LayerView& layer);
/// Every output extent is at least 1. @errors Code::Shape naming window, input and padding of the first axis that fails
Status checkExtents(const Dims& extents, const Window& resolved, const Dims& input);

/// The spatial extents of [N,C,spatial...].
Dims spatialOf(const Dims& dims);

/// Fills in what the mode decides (`window` holds explicit paddings) for a window that slides over `input`. Paddings that
/// depend on an open extent stay as they are.
/// @param input  spatial extents; all lists of `window` have its rank
Window resolvePadding(PaddingMode mode, Window window, const Dims& input);

/// The same for a deconvolution, whose padding trims the output.
Window resolveTrimming(PaddingMode mode, Window window, const Dims& outputPadding);

/// Output extents of a sliding window after resolvePadding. Numbers < 1 mean that the window does not fit.
Dims slidingExtents(PaddingMode mode, const Window& resolved, const Dims& input);

/// The same for pooling, where the Caffe modes drop a window that starts in the padding at the end.
Dims poolingExtents(PaddingMode mode, const Window& resolved, const Dims& input);

/// Output extents of a deconvolution after resolveTrimming.
Dims deconvolutionExtents(const Window& resolved, const Dims& input);

}  // namespace planscope::layers
