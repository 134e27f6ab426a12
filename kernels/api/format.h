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
///
/// Padding lanes are always zero: kernels that write a padded format write zeros there.
struct Format {
    enum class Layout : std::uint8_t { Linear, ChannelLast, ChannelBlocked };
    Layout layout = Layout::Linear;
    std::uint8_t lanes = 1;

    static constexpr Format linear() { return {}; }
    static constexpr Format channelLast(int lanes = 1) { return {Layout::ChannelLast, static_cast<std::uint8_t>(lanes)}; }
    static constexpr Format channelBlocked(int lanes) { return {Layout::ChannelBlocked, static_cast<std::uint8_t>(lanes)}; }
    constexpr bool isLinear() const { return layout == Layout::Linear; }
    friend constexpr auto operator<=>(const Format&, const Format&) = default;
};

/// Number of channels in memory: the channel extent rounded up to the format's lanes.
constexpr std::int64_t paddedChannels(const Dims& dims, Format format) {
    const std::int64_t c = dims.rank > 1 ? dims[1] : 1;
    return (c + format.lanes - 1) / format.lanes * format.lanes;
}

/// Elements that a tensor occupies in memory, padding lanes included.
constexpr std::int64_t storageElements(const Dims& dims, Format format) {
    if (format.isLinear() || dims.rank < 3) return dims.volume();
    return dims[0] * paddedChannels(dims, format) * dims.volume(2, dims.rank);
}

constexpr std::size_t storageBytes(DataType type, const Dims& dims, Format format) {
    return static_cast<std::size_t>(storageElements(dims, format)) * sizeOf(type);
}

}  // namespace planscope
