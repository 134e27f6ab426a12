// SPDX-License-Identifier: Apache-2.0
#include "engine/data/picture.h"

#include "engine/base/check.h"

#include <png.h>
#include <turbojpeg.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <memory>
#include <string>

namespace planscope::data {
namespace {

constexpr std::int64_t kMaxPixels = std::int64_t{1} << 26;
constexpr std::uintmax_t kMaxFileBytes = std::uintmax_t{1} << 28;

Status checkSize(std::int64_t width, std::int64_t height) {
    PS_CHECK(width > 0 && height > 0 && width <= kMaxPixels / height, Code::Limit, "the picture has {} x {} pixels, at most {} are read", width, height, kMaxPixels);
    return {};
}

Picture pictureOf(int width, int height, const std::vector<unsigned char>& bytes) { return {width, height, {bytes.begin(), bytes.end()}}; }

Result<Picture> readPng(const std::vector<unsigned char>& file) {
    png_image image{};
    image.version = PNG_IMAGE_VERSION;
    const std::unique_ptr<png_image, decltype(&png_image_free)> owner(&image, png_image_free);
    PS_CHECK(png_image_begin_read_from_memory(&image, file.data(), file.size()), Code::Format, "the PNG cannot be read: {}", image.message);
    PS_TRY(checkSize(image.width, image.height));
    image.format = PNG_FORMAT_RGB;
    std::vector<unsigned char> bytes(PNG_IMAGE_SIZE(image));
    const png_color black{0, 0, 0};
    PS_CHECK(png_image_finish_read(&image, &black, bytes.data(), 0, nullptr), Code::Format, "the PNG cannot be read: {}", image.message);
    return pictureOf(static_cast<int>(image.width), static_cast<int>(image.height), bytes);
}

Result<Picture> readJpeg(const std::vector<unsigned char>& file) {
    const std::unique_ptr<void, decltype(&tjDestroy)> decoder(tjInitDecompress(), tjDestroy);
    PS_CHECK(decoder, Code::Memory, "no JPEG decoder could be made");
    int width = 0, height = 0, sampling = 0, colours = 0;
    PS_CHECK(tjDecompressHeader3(decoder.get(), file.data(), file.size(), &width, &height, &sampling, &colours) == 0, Code::Format,
             "the JPEG cannot be read: {}", tjGetErrorStr2(decoder.get()));
    PS_CHECK(width > 0 && height > 0, Code::Format, "the JPEG cannot be read: it ends within its header");
    PS_TRY(checkSize(width, height));
    std::vector<unsigned char> bytes(static_cast<std::size_t>(width) * static_cast<std::size_t>(height) * 3);
    PS_CHECK(tjDecompress2(decoder.get(), file.data(), file.size(), bytes.data(), width, 0, height, TJPF_RGB, 0) == 0, Code::Format,
             "the JPEG cannot be read: {}", tjGetErrorStr2(decoder.get()));
    return pictureOf(width, height, bytes);
}

/// Where the samples of one row or column of the result come from.
struct Taps {
    int first = 0;
    std::vector<float> weights;
};

std::vector<Taps> tapsFor(int from, int to) {
    const double scale = static_cast<double>(from) / to, reach = std::max(scale, 1.0);
    std::vector<Taps> out(static_cast<std::size_t>(to));
    for (int i = 0; i < to; ++i) {
        const double centre = (i + 0.5) * scale;
        const int first = std::max(0, static_cast<int>(std::floor(centre - reach))), last = std::min(from - 1, static_cast<int>(std::ceil(centre + reach)));
        std::vector<double> weights;
        double sum = 0;
        for (int k = first; k <= last; ++k) sum += weights.emplace_back(std::max(0.0, 1 - std::abs(k + 0.5 - centre) / reach));
        Taps& taps = out[static_cast<std::size_t>(i)];
        taps.first = first;
        for (const double weight : weights) taps.weights.push_back(static_cast<float>(weight / sum));
    }
    return out;
}

}  // namespace

bool isPicture(const std::filesystem::path& path) {
    std::string extension = path.extension().string();
    std::ranges::transform(extension, extension.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return extension == ".png" || extension == ".jpg" || extension == ".jpeg";
}

Result<Picture> readPicture(const std::filesystem::path& path) {
    std::error_code error;
    const auto size = std::filesystem::file_size(path, error);
    PS_CHECK(!error, Code::File, "it cannot be read");
    PS_CHECK(size <= kMaxFileBytes, Code::Limit, "it has {} bytes, at most {} are read", size, kMaxFileBytes);
    std::vector<unsigned char> bytes(size);
    std::ifstream in(path, std::ios::binary);
    in.read(reinterpret_cast<char*>(bytes.data()), static_cast<std::streamsize>(size));
    PS_CHECK(in.good() && size > 3, Code::File, "it cannot be read");
    const bool isPng = bytes[0] == 0x89 && bytes[1] == 'P', isJpeg = bytes[0] == 0xff && bytes[1] == 0xd8;
    PS_CHECK(isPng || isJpeg, Code::Format, "it is neither a PNG nor a JPEG");
    return isPng ? readPng(bytes) : readJpeg(bytes);
}

Picture resized(const Picture& picture, int width, int height) {
    if (picture.width == width && picture.height == height) return picture;
    const auto newPicture = [](int w, int h) { return Picture{w, h, std::vector<float>(static_cast<std::size_t>(w) * static_cast<std::size_t>(h) * 3)}; };
    Picture wide = newPicture(width, picture.height), out = newPicture(width, height);
    const std::vector<Taps> across = tapsFor(picture.width, width), down = tapsFor(picture.height, height);
    for (int y = 0; y < picture.height; ++y)
        for (int x = 0; x < width; ++x)
            for (std::size_t k = 0; const float weight : across[static_cast<std::size_t>(x)].weights) {
                const float* const from = picture.at(across[static_cast<std::size_t>(x)].first + static_cast<int>(k++), y);
                for (int c = 0; c < 3; ++c) wide.at(x, y)[c] += weight * from[c];
            }
    for (int y = 0; y < height; ++y)
        for (std::size_t k = 0; const float weight : down[static_cast<std::size_t>(y)].weights) {
            const int row = down[static_cast<std::size_t>(y)].first + static_cast<int>(k++);
            for (int i = 0; i < width * 3; ++i) out.at(0, y)[i] += weight * wide.at(0, row)[i];
        }
    return out;
}

}  // namespace planscope::data
