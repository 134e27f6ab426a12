// SPDX-License-Identifier: Apache-2.0
#include "engine/layers/pooling.h"

#include "engine/base/check.h"
#include "engine/layers/reduce.h"
#include "engine/network/extent.h"
#include "engine/network/names.h"
#include "engine/onnx/ops/layer_steps.h"
#include "engine/onnx/ops/window_attributes.h"

#include <algorithm>

namespace planscope::onnx::ops::pooling {
namespace {

using layers::PaddingMode;

std::int64_t reachOf(const WindowAttributes& window, int axis) {
    return layers::dilatedExtent(window.kernel[axis], window.dilation[axis]);
}

/// Whether rounding the extents up would add a window that lies in the padding at the end alone.
bool hasEmptyWindow(const WindowAttributes& window, const Dims& input, int axis) {
    const std::int64_t stride = window.stride[axis];
    const std::int64_t room = input[axis] + window.prePadding[axis] + window.postPadding[axis] - reachOf(window, axis);
    if (stride < 1 || room < 0 || room % stride == 0) return false;
    return (room / stride + 1) * stride >= input[axis] + window.prePadding[axis];
}

/// ONNX drops such windows; the layer's mode does not, so the padding is cut to where the last kept window ends.
/// Source: ONNX operator schema, MaxPool-12 ("windows that would start in the right padded region are ignored").
Status dropEmptyWindows(WindowAttributes& window, const Dims& input) {
    for (int i = 0; i < input.rank; ++i) {
        if (!extent::isNumber(input[i])) {
            PS_CHECK(window.postPadding[i] + window.stride[i] <= reachOf(window, i), Code::UnsupportedFeature,
                     "whether rounding up adds a window in the padding of axis {} is decided at run time", i + 2);
            continue;
        }
        if (!hasEmptyWindow(window, input, i)) continue;
        const std::int64_t before = input[i] + window.prePadding[i];
        const std::int64_t room = before + window.postPadding[i] - reachOf(window, i);
        const std::int64_t end = room / window.stride[i] * window.stride[i] + reachOf(window, i);
        PS_CHECK(end >= before, Code::UnsupportedFeature,
                 "rounding up would add a window that starts in the padding of axis {}, and its stride exceeds the kernel", i + 2);
        window.postPadding[i] = end - before;
    }
    return {};
}

struct PoolOptions {
    PoolingKind kind = PoolingKind::Max;
    bool countPadding = false;
    PoolingIndices indices = PoolingIndices::None;
};

Result<layers::pooling::Attrs> readPool(NodeImport& node, TensorId x, const PoolOptions& options) {
    PS_ASSIGN(const int spatialRank, spatialRankOf(node, x));
    PS_ASSIGN(WindowAttributes window, readWindow(node, spatialRank, {}));
    PS_ASSIGN(const int roundUp, node.integer("ceil_mode", 0));
    if (roundUp != 0 && window.paddingMode == PaddingMode::ExplicitRoundDown) {
        PS_ASSIGN(const Dims input, toDims({node.dims(x).begin() + 2, static_cast<std::size_t>(spatialRank)}));
        PS_TRY(dropEmptyWindows(window, input));
        window.paddingMode = PaddingMode::ExplicitRoundUp;
    }
    const bool isDilated = std::ranges::any_of(window.dilation, [](std::int64_t d) { return d != 1; });
    return layers::pooling::Attrs{.kind = options.kind,
                                  .window = window.kernel,
                                  .stride = window.stride,
                                  .dilation = isDilated ? window.dilation : Dims{},
                                  .prePadding = window.prePadding,
                                  .postPadding = window.postPadding,
                                  .paddingMode = window.paddingMode,
                                  .averageCountExcludesPadding = !options.countPadding,
                                  .blendFactor = 0,
                                  .indices = options.indices};
}

Result<Outputs> finishPool(NodeImport& node, TensorId x, const PoolOptions& options) {
    PS_ASSIGN(const layers::pooling::Attrs attrs, readPool(node, x, options));
    return node.finish(layers::pooling::def, {x}, Attrs::of(attrs));
}

Result<Outputs> importMaxPool(NodeImport& node) {
    PS_ASSIGN(const int columnMajor, node.integer("storage_order", 0));
    PS_ASSIGN(const TensorId x, node.input(0));
    const PoolingIndices order = columnMajor != 0 ? PoolingIndices::ColumnMajor : PoolingIndices::RowMajor;
    const PoolOptions options{.kind = PoolingKind::Max, .indices = node.wants(1) ? order : PoolingIndices::None};
    const DataType type = node.tensor(x).type;
    if (type != DataType::Int8 && type != DataType::UInt8) return finishPool(node, x, options);
    // Float holds every byte
    PS_TRY(node.refuseOutput(1, "Indices of bytes"));
    PS_ASSIGN(const TensorId wide, castTo(node, x, DataType::Float));
    PS_ASSIGN(const layers::pooling::Attrs attrs, readPool(node, wide, options));
    PS_ASSIGN(const TensorId pooled, node.step(layers::pooling::def, {wide}, Attrs::of(attrs)));
    return finishCast(node, pooled, type);
}

Result<Outputs> importAveragePool(NodeImport& node) {
    PS_ASSIGN(const TensorId x, node.input(0));
    PS_ASSIGN(const int countPadding, node.integer("count_include_pad", 0));
    return finishPool(node, x, {.kind = PoolingKind::Average, .countPadding = countPadding != 0});
}

template <ReduceKind kind>
Result<Outputs> importGlobal(NodeImport& node) {
    PS_ASSIGN(const TensorId x, node.input(0));
    const int rank = node.dims(x).rank;
    PS_CHECK(rank >= 3, Code::Shape, "the input {} has no spatial axes", toString(node.dims(x)));
    const std::uint32_t axes = ((1U << rank) - 1) & ~3U;
    return node.finish(layers::reduce::def, {x}, Attrs::of(layers::reduce::Attrs{.kind = kind, .axes = axes, .keepDims = true}));
}

constexpr OnnxOpDef kOps[] = {
    {"", "AveragePool", {1, kNewestOpset}, importAveragePool},
    {"", "GlobalAveragePool", {1, kNewestOpset}, importGlobal<ReduceKind::Avg>},
    {"", "GlobalMaxPool", {1, kNewestOpset}, importGlobal<ReduceKind::Max>},
    {"", "MaxPool", {1, kNewestOpset}, importMaxPool},
};

}  // namespace

extern constinit const OnnxOpTable table{kOps};  // extern: the generated list of tables refers to it

}  // namespace planscope::onnx::ops::pooling
