// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/layers/padding_mode.h"
#include "engine/onnx/node_import.h"

namespace planscope::onnx::ops {

/// The attributes that Conv, ConvTranspose and the pools share; one entry per spatial axis in each list.
struct WindowAttributes {
    Dims kernel, stride, dilation, prePadding, postPadding;
    layers::PaddingMode paddingMode = layers::PaddingMode::ExplicitRoundDown;
};

/// Reads kernel_shape, strides, dilations, pads and auto_pad.
/// @param spatialRank  1 to 3 @param kernel  what kernel_shape must say where it is given; empty: it must be given
Result<WindowAttributes> readWindow(NodeImport& node, int spatialRank, const Dims& kernel);

/// The number of spatial axes of an [N,C,spatial...] tensor. @errors Code::Shape unless 1 to 3
Result<int> spatialRankOf(const NodeImport& node, TensorId x);

}  // namespace planscope::onnx::ops
