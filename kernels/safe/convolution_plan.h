// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "kernels/safe/call.h"
#include "kernels/safe/records.h"

/// What check and run of a convolution agree on.
namespace planscope::kernels::safe {
namespace {

constexpr std::int64_t kChunkPixels = 512;
constexpr int kMostDepthwiseTaps = 256;

struct ConvolutionPlan {
    std::int64_t channels, maps;            ///< per group
    std::int64_t blocks;                    ///< of 16 maps, per group
    std::int64_t height, width;             ///< of the input
    std::int64_t outHeight, outWidth;
    std::int64_t paddedHeight, paddedWidth; ///< what the windows read
    std::int64_t phases;                    ///< the stride where columns x, x + stride, x + 2 stride, ... lie together, else 1
    std::int64_t phaseWidth, rowStep;       ///< columns of a phase, floats of a padded row
    std::int64_t planeStep;                 ///< floats of a padded plane, all phases
    std::int64_t chunkRows, chunkPixels;    ///< whole rows that are computed at once
    bool isDepthwise;
    std::uint64_t imageBytes, sumsBytes, rowsBytes, slotsBytes;

    std::uint64_t scratchBytes() const { return imageBytes + sumsBytes + rowsBytes + slotsBytes; }
};

inline std::uint64_t roundedBytes(std::int64_t elements) { return (static_cast<std::uint64_t>(elements) * 4 + 63) / 64 * 64; }

inline ConvolutionPlan planConvolution(const ConvolutionRecord& r, const View& in, const View& out) {
    ConvolutionPlan p{};
    p.channels = in.dims[1] / r.groups;
    p.maps = out.dims[1] / r.groups;
    p.isDepthwise = p.channels == 1 && p.maps == 1;
    p.blocks = (p.maps + kChannelLanes - 1) / kChannelLanes;
    p.height = in.dims[2], p.width = in.dims[3];
    p.outHeight = out.dims[2], p.outWidth = out.dims[3];
    p.paddedHeight = (p.outHeight - 1) * r.stride[0] + std::int64_t{r.kernel[0] - 1} * r.dilation[0] + 1;
    p.paddedWidth = (p.outWidth - 1) * r.stride[1] + std::int64_t{r.kernel[1] - 1} * r.dilation[1] + 1;
    p.phases = p.isDepthwise ? r.stride[1] : 1;
    p.phaseWidth = (p.paddedWidth + p.phases - 1) / p.phases;
    p.rowStep = p.phaseWidth * p.phases;
    p.planeStep = p.paddedHeight * p.rowStep;
    p.chunkRows = kChunkPixels / p.outWidth;
    if (p.chunkRows < 1) p.chunkRows = 1;
    if (p.chunkRows > p.outHeight) p.chunkRows = p.outHeight;
    p.chunkPixels = p.chunkRows * p.outWidth;
    p.imageBytes = roundedBytes((p.isDepthwise ? 1 : in.dims[1]) * p.planeStep);
    p.sumsBytes = p.isDepthwise ? 0 : roundedBytes((p.chunkPixels + kChannelLanes) * kChannelLanes);
    p.rowsBytes = roundedBytes(p.chunkPixels * kChannelLanes);
    p.slotsBytes = static_cast<std::uint64_t>(r.epilogue.stepCount) * 1024;
    return p;
}

}  // namespace
}  // namespace planscope::kernels::safe
