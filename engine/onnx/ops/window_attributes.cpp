// SPDX-License-Identifier: Apache-2.0
#include "engine/onnx/ops/window_attributes.h"

#include "engine/base/check.h"
#include "engine/network/names.h"

namespace planscope::onnx::ops {
namespace {

Status readPadding(NodeImport& node, int spatialRank, WindowAttributes& out) {
    PS_ASSIGN(const std::string_view automatic, node.text("auto_pad", "NOTSET"));
    PS_ASSIGN(const Dims pads, node.listOf("pads", 2 * spatialRank, 0));
    out.prePadding = out.postPadding = Dims::filled(spatialRank, 0);
    if (automatic == "SAME_UPPER") out.paddingMode = layers::PaddingMode::SameUpper;
    else if (automatic == "SAME_LOWER") out.paddingMode = layers::PaddingMode::SameLower;
    else if (automatic == "NOTSET" || automatic.empty())
        for (int i = 0; i < spatialRank; ++i) {
            out.prePadding[i] = pads[i];
            out.postPadding[i] = pads[i + spatialRank];
        }
    else
        PS_CHECK(automatic == "VALID", Code::Attribute,
                 "attribute 'auto_pad' is '{}', NOTSET, VALID, SAME_UPPER or SAME_LOWER is expected", automatic);
    return {};
}

}  // namespace

Result<int> spatialRankOf(const NodeImport& node, TensorId x) {
    const int rank = node.dims(x).rank;
    PS_CHECK(rank >= 3 && rank <= 5, Code::Shape, "the input {} has rank {}, one to three spatial axes after N and C are expected",
             toString(node.dims(x)), rank);
    return rank - 2;
}

Result<WindowAttributes> readWindow(NodeImport& node, int spatialRank, const Dims& kernel) {
    WindowAttributes out;
    PS_CHECK(kernel.rank > 0 || node.hasAttribute("kernel_shape"), Code::Attribute, "attribute 'kernel_shape' is missing");
    PS_ASSIGN(out.kernel, node.listOf("kernel_shape", spatialRank, 0));
    if (kernel.rank > 0) {
        PS_CHECK(!node.hasAttribute("kernel_shape") || out.kernel == kernel, Code::Attribute,
                 "attribute 'kernel_shape' is {}, the weights have {}", toString(out.kernel), toString(kernel));
        out.kernel = kernel;
    }
    PS_ASSIGN(out.stride, node.listOf("strides", spatialRank, 1));
    PS_ASSIGN(out.dilation, node.listOf("dilations", spatialRank, 1));
    PS_TRY(readPadding(node, spatialRank, out));
    return out;
}

}  // namespace planscope::onnx::ops
