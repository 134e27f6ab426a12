// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "kernels/api/data_type.h"
#include "kernels/api/dims.h"

#include <compare>
#include <cstddef>
#include <cstdint>

namespace planscope {

/// How the elements of a tensor lie in memory. The channel axis is axis 1; formats other than Linear need rank >= 3.
///
/// | format                    | memory of [N,C,spatial...]          | TensorRT names                                  |
/// |---------------------------|-------------------------------------|-------------------------------------------------|
/// | Linear                    | [N][C][spatial]                     | kLINEAR                                         |
/// | ChannelLast, lanes v      | [N][spatial][roundUp(C, v)]         | kHWC, kDHWC (v = 1), kHWC8, kDHWC8, kHWC16      |
/// | ChannelBlocked, lanes v   | [N][ceil(C/v)][spatial][v]          | kCHW2, kCHW4, kCHW16, kCHW32, kCDHW32; oneDNN's |
/// |                           |                                     | nChw8c and nChw16c on the CPU                   |
/// | PaddedRows, lanes v       | [N][C]..[H][roundUp(W, v)]          | kDLA_LINEAR; kDLA_HWC4 with one channel         |
/// | PaddedPixelRows, lanes v  | [N]..[H][roundUp(W, v)][roundUp(C, 4)] | kDLA_HWC4                                    |
///
/// The last two are for inputs and outputs of engines alone: no kernel but the copies takes them.
///
/// Padding lanes are always zero: kernels that write a padded format write zeros there.
struct Format {
    enum class Layout : std::uint8_t { Linear, ChannelLast, ChannelBlocked, PaddedRows, PaddedPixelRows };
    Layout layout = Layout::Linear;
    std::uint8_t lanes = 1;

    static constexpr Format linear() { return {}; }
    static constexpr Format channelLast(int lanes = 1) { return {Layout::ChannelLast, static_cast<std::uint8_t>(lanes)}; }
    static constexpr Format channelBlocked(int lanes) { return {Layout::ChannelBlocked, static_cast<std::uint8_t>(lanes)}; }
    static constexpr Format paddedRows(int columns) { return {Layout::PaddedRows, static_cast<std::uint8_t>(columns)}; }
    static constexpr Format paddedPixelRows(int columns) { return {Layout::PaddedPixelRows, static_cast<std::uint8_t>(columns)}; }
    constexpr bool isLinear() const { return layout == Layout::Linear; }
    constexpr bool padsRows() const { return layout == Layout::PaddedRows || layout == Layout::PaddedPixelRows; }
    /// Channels come in multiples of this.
    constexpr int channelLanes() const {
        constexpr int kPixelLanes = 4;
        if (layout == Layout::PaddedPixelRows) return kPixelLanes;
        return layout == Layout::PaddedRows ? 1 : lanes;
    }
    friend constexpr auto operator<=>(const Format&, const Format&) = default;
};

/// Number of channels in memory: the channel extent rounded up to the format's lanes.
constexpr std::int64_t paddedChannels(const Dims& dims, Format format) {
    const std::int64_t c = dims.rank > 1 ? dims[1] : 1;
    return (c + format.channelLanes() - 1) / format.channelLanes() * format.channelLanes();
}

/// Extent of the last axis in memory: rounded up where the format pads rows.
constexpr std::int64_t paddedColumns(const Dims& dims, Format format) {
    const std::int64_t w = dims[dims.rank - 1];
    return format.padsRows() ? (w + format.lanes - 1) / format.lanes * format.lanes : w;
}

/// Elements that a tensor occupies in memory, padding lanes included.
constexpr std::int64_t storageElements(const Dims& dims, Format format) {
    if (format.isLinear() || dims.rank < 3) return dims.volume();
    return dims[0] * paddedChannels(dims, format) * dims.volume(2, dims.rank - 1) * paddedColumns(dims, format);
}

constexpr std::size_t storageBytes(DataType type, const Dims& dims, Format format) {
    return static_cast<std::size_t>(storageElements(dims, format)) * sizeOf(type);
}

}  // namespace planscope
