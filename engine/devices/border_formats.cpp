// SPDX-License-Identifier: Apache-2.0
#include "engine/devices/border_formats.h"

namespace planscope::devices {
namespace {

constexpr Format kFormats[] = {
    Format::linear(),          Format::channelLast(),      Format::channelLast(8),     Format::channelLast(16),
    Format::channelBlocked(2), Format::channelBlocked(4),  Format::channelBlocked(8),  Format::channelBlocked(16),
    Format::channelBlocked(32), Format::paddedRows(16),    Format::paddedRows(32),     Format::paddedRows(64),
    Format::paddedPixelRows(8), Format::paddedPixelRows(16),
};

}  // namespace

std::vector<Format> borderFormats(const Dims& dims) {
    if (dims.rank < 3) return {Format::linear()};
    return {std::begin(kFormats), std::end(kFormats)};
}

}  // namespace planscope::devices
