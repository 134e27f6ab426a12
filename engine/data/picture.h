// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/base/result.h"

#include <cstdint>
#include <filesystem>
#include <vector>

namespace planscope::data {

/// Rows from top to bottom of red, green, blue, each a number from 0 to 255.
struct Picture {
    int width = 0, height = 0;
    std::vector<float> samples;

    const float* at(int x, int y) const { return samples.data() + (static_cast<std::size_t>(y) * static_cast<std::size_t>(width) + static_cast<std::size_t>(x)) * 3; }
    float* at(int x, int y) { return samples.data() + (static_cast<std::size_t>(y) * static_cast<std::size_t>(width) + static_cast<std::size_t>(x)) * 3; }
};

bool isPicture(const std::filesystem::path& path);

/// A PNG or JPEG file, told apart by its first bytes. Transparent parts are shown on black.
/// @errors Code::File, Code::Format; Code::Limit above 64 million pixels
Result<Picture> readPicture(const std::filesystem::path& path);

/// Every sample of the result is the mean of what lies beneath it, weighted by a triangle as wide as a sample of the smaller of
/// both pictures (bilinear, antialiased).
Picture resized(const Picture& picture, int width, int height);

}  // namespace planscope::data
