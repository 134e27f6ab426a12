// SPDX-License-Identifier: Apache-2.0
#include "engine/layers/window.h"

#include "engine/base/check.h"
#include "engine/layers/checks.h"
#include "engine/network/extent.h"
#include "engine/network/names.h"

#include <algorithm>

namespace planscope::layers {
namespace {

/// Every quotient of a window has this form, so that windows that step alike through open extents give equal codes.
std::int64_t divideUp(std::int64_t a, std::int64_t b) {
    return extent::divideDown(extent::add(a, b - 1), b);
}

constexpr bool isSame(PaddingMode mode) {
    return mode == PaddingMode::SameUpper || mode == PaddingMode::SameLower;
}
constexpr bool isCaffe(PaddingMode mode) {
    return mode == PaddingMode::CaffeRoundDown || mode == PaddingMode::CaffeRoundUp;
}
constexpr bool roundsUp(PaddingMode mode) {
    return mode == PaddingMode::ExplicitRoundUp || mode == PaddingMode::CaffeRoundUp;
}

/// Gives the odd element of `total` to the end (SameUpper) or to the start (SameLower).
void splitPadding(PaddingMode mode, std::int64_t total, std::int64_t& before, std::int64_t& after) {
    before = mode == PaddingMode::SameUpper ? total / 2 : total - total / 2;
    after = total - before;
}

/// Without the last window where it starts beyond `end`, the input with the padding before it.
std::int64_t withoutWindowBeyond(std::int64_t end, std::int64_t extent, std::int64_t stride) {
    if (!extent::isNumber(end)) return extent::derived("withoutWindowBeyond", extent, end);
    return (extent - 1) * stride >= end ? extent - 1 : extent;
}

std::int64_t reachOf(const Window& window, int i) {
    return dilatedExtent(window.kernel[i], window.dilation[i]);
}

}  // namespace

Dims withDefault(const Dims& list, int length, std::int64_t value) {
    return list.rank == 0 ? Dims::filled(length, value) : list;
}

Status checkWindow(const Window& window, int axes) {
    PS_TRY(checkList("stride", window.stride, axes, 1));
    PS_TRY(checkList("dilation", window.dilation, axes, 1));
    PS_TRY(checkList("prePadding", window.prePadding, axes, 0));
    PS_TRY(checkList("postPadding", window.postPadding, axes, 0));
    PS_CHECK(window.kernel.rank == axes,
             Code::Shape,
             "the window has {} axes, the input has {} spatial axes",
             window.kernel.rank,
             axes);
    PS_CHECK(std::ranges::all_of(window.kernel, extent::isNumber),
             Code::UnsupportedFeature,
             "the window is {}, its extents must be known before run time",
             toString(window.kernel));
    return checkList("window", window.kernel, axes, 1);
}

Status checkSpatialInput(const LayerView& layer) {
    const int rank = layer.input(0).dims.rank;
    PS_CHECK(rank >= 3 && rank <= 5,
             Code::Shape,
             "{} needs [N,C] and one to three spatial axes, got rank {}",
             layer.def().kind.name,
             rank);
    return {};
}

Status checkExtents(const Dims& extents, const Window& resolved, const Dims& input) {
    for (int i = 0; i < extents.rank; ++i)
        PS_CHECK(mayReach(extents[i], 1),
                 Code::Shape,
                 "a window of extent {} does not fit spatial axis {} of extent {} with padding {} and {}",
                 reachOf(resolved, i),
                 i,
                 input[i],
                 resolved.prePadding[i],
                 resolved.postPadding[i]);
    return {};
}

Dims spatialOf(const Dims& dims) {
    Dims out;
    for (int i = 2; i < dims.rank; ++i) out.push(dims[i]);
    return out;
}

Window resolvePadding(PaddingMode mode, Window window, const Dims& input) {
    if (isCaffe(mode)) window.postPadding = window.prePadding;
    if (!isSame(mode)) return window;
    for (int i = 0; i < input.rank; ++i) {
        if (!extent::isNumber(input[i])) continue;
        const std::int64_t stride = window.stride[i];
        const std::int64_t covered = (std::max<std::int64_t>(input[i], 1) - 1) / stride * stride + reachOf(window, i);
        splitPadding(mode, std::max<std::int64_t>(covered - input[i], 0), window.prePadding[i], window.postPadding[i]);
    }
    return window;
}

Window resolveTrimming(PaddingMode mode, Window window, const Dims& outputPadding) {
    for (int i = 0; i < window.kernel.rank; ++i) {
        const std::int64_t overlap = std::max<std::int64_t>(reachOf(window, i) - window.stride[i], 0);
        if (isSame(mode)) splitPadding(mode, overlap, window.prePadding[i], window.postPadding[i]);
        window.postPadding[i] -= outputPadding[i];
    }
    return window;
}

Dims slidingExtents(PaddingMode mode, const Window& resolved, const Dims& input) {
    Dims out = input;
    for (int i = 0; i < input.rank; ++i) {
        const std::int64_t stride = resolved.stride[i];
        const std::int64_t around = resolved.prePadding[i] + resolved.postPadding[i] - reachOf(resolved, i);
        const std::int64_t steps = extent::add(input[i], around + stride);
        if (isSame(mode))
            out[i] = divideUp(input[i], stride);
        else
            out[i] = roundsUp(mode) ? divideUp(steps, stride) : extent::divideDown(steps, stride);
    }
    return out;
}

Dims poolingExtents(PaddingMode mode, const Window& resolved, const Dims& input) {
    Dims out = slidingExtents(mode, resolved, input);
    if (!isCaffe(mode)) return out;
    for (int i = 0; i < input.rank; ++i)
        out[i] = withoutWindowBeyond(extent::add(input[i], resolved.prePadding[i]), out[i], resolved.stride[i]);
    return out;
}

Dims deconvolutionExtents(const Window& resolved, const Dims& input) {
    Dims out = input;
    for (int i = 0; i < input.rank; ++i) {
        const std::int64_t rest = reachOf(resolved, i) - resolved.prePadding[i] - resolved.postPadding[i] - resolved.stride[i];
        out[i] = extent::isNumber(input[i]) ? input[i] * resolved.stride[i] + rest
                                            : extent::add(extent::multiply(input[i], resolved.stride[i]), rest);
    }
    return out;
}

}  // namespace planscope::layers
