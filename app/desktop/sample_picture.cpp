// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desktop/sample_picture.h"

#include <algorithm>
#include <cmath>

namespace planscope::desktop {
namespace {

template <class T>
SampleNumbers summary(std::span<const T> values) {
    SampleNumbers out;
    double sum = 0;
    std::size_t count = 0;
    for (const T element : values) {
        const auto value = static_cast<double>(element);
        if (!std::isfinite(value)) continue;
        out.least = count == 0 ? value : std::min(out.least, value);
        out.largest = count == 0 ? value : std::max(out.largest, value);
        sum += value;
        ++count;
    }
    if (count > 0) out.mean = sum / static_cast<double>(count);
    return out;
}

bool isColour(std::int64_t channels) { return channels == 1 || channels == 3; }

}  // namespace

SampleNumbers numbersOf(const Constant& value) {
    if (value.type() == DataType::Float) return summary(value.floats());
    if (value.type() == DataType::Int32) return summary(value.ints());
    return {};
}

QImage pictureOf(const Constant& value, bool isBgr) {
    const Dims& dims = value.dims();
    if (value.type() != DataType::Float || dims.rank != 4 || dims.volume() == 0) return {};
    const bool isFirst = isColour(dims[1]);
    if (!isFirst && !isColour(dims[3])) return {};
    const std::int64_t channels = isFirst ? dims[1] : dims[3], height = isFirst ? dims[2] : dims[1], width = isFirst ? dims[3] : dims[2];
    constexpr std::int64_t kMost = 8192;
    if (height > kMost || width > kMost) return {};
    const auto at = [&](std::int64_t y, std::int64_t x, std::int64_t c) {
        return value.floats()[static_cast<std::size_t>(isFirst ? (c * height + y) * width + x : (y * width + x) * channels + c)];
    };
    const SampleNumbers numbers = numbersOf(value);
    const double span = numbers.largest > numbers.least ? numbers.largest - numbers.least : 1;
    QImage out(static_cast<int>(width), static_cast<int>(height), QImage::Format_RGB32);
    for (int y = 0; y < out.height(); ++y)
        for (int x = 0; x < out.width(); ++x) {
            int rgb[3];
            for (int c = 0; c < 3; ++c) {
                const std::int64_t channel = channels == 1 ? 0 : isBgr ? 2 - c : c;
                const double shade = (static_cast<double>(at(y, x, channel)) - numbers.least) / span;
                rgb[c] = std::isfinite(shade) ? static_cast<int>(std::clamp(shade, 0.0, 1.0) * 255) : 0;
            }
            out.setPixel(x, y, qRgb(rgb[0], rgb[1], rgb[2]));
        }
    return out;
}

}  // namespace planscope::desktop
