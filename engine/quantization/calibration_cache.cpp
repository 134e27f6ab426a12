// SPDX-License-Identifier: Apache-2.0
#include "engine/quantization/calibration_cache.h"

#include "engine/base/check.h"
#include "engine/base/version.h"

#include <algorithm>
#include <bit>
#include <charconv>
#include <cmath>
#include <fstream>
#include <iterator>

namespace planscope::quantization {
namespace {

constexpr std::string_view kPrefix = "TRT-";
constexpr std::string_view kAlgorithms[] = {"EntropyCalibration2", "MinMaxCalibration", "EntropyCalibration", "LegacyCalibration"};

/// Takes the first line off `text`, without its end.
std::string_view takeLine(std::string_view& text) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (line.ends_with('\r')) line.remove_suffix(1);
    return line;
}

/// What a file says of itself, shortened and without control characters.
std::string shown(std::string_view text) {
    std::string out;
    for (const char c : text.substr(0, 40)) out += static_cast<unsigned char>(c) < ' ' || c == '\x7f' ? '?' : c;
    return text.size() > 40 ? out + "..." : out;
}

template <class Number>
bool parseAll(std::string_view text, Number& out, int base) {
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out, base);
    return error == std::errc{} && end == text.data() + text.size();
}

Status parseHead(std::string_view line, CalibrationCache& out) {
    const std::size_t dash = line.starts_with(kPrefix) ? line.find('-', kPrefix.size()) : std::string_view::npos;
    const bool isHead = dash != std::string_view::npos && parseAll(line.substr(kPrefix.size(), dash - kPrefix.size()), out.version, 10);
    PS_CHECK(isHead, Code::Format, "the first line of a calibration cache is like 'TRT-8612-EntropyCalibration2', this is '{}'", shown(line));
    const std::string_view algorithm = line.substr(dash + 1);
    PS_CHECK(std::ranges::find(kAlgorithms, algorithm) != std::end(kAlgorithms), Code::Format, "the calibration algorithm '{}' is not known",
             shown(algorithm));
    out.algorithm = algorithm;
    return {};
}

Status parseEntry(std::string_view line, int number, CalibrationCache& out) {
    const std::size_t colon = line.rfind(':');
    PS_CHECK(colon != std::string_view::npos && colon > 0, Code::Format, "line {} is not 'tensor: scale', it is '{}'", number, shown(line));
    const std::string_view name = line.substr(0, colon);
    std::string_view hex = line.substr(colon + 1);
    while (hex.starts_with(' ')) hex.remove_prefix(1);
    std::uint32_t bits = 0;
    PS_CHECK(hex.size() == 8 && parseAll(hex, bits, 16), Code::Format, "line {}: the scale of '{}' must be eight hexadecimal digits, it is '{}'", number,
             shown(name), shown(hex));
    const float scale = std::bit_cast<float>(bits);
    PS_CHECK(std::isfinite(scale) && scale >= 0, Code::Format, "line {}: the scale of '{}' must be a number from 0, it is {}", number, shown(name), scale);
    const auto [at, isNew] = out.scales.emplace(name, scale);
    PS_CHECK(isNew || at->second == scale, Code::Format, "line {}: tensor '{}' has two scales, {} and {}", number, shown(name), at->second, scale);
    return {};
}

}  // namespace

int cacheVersion() { return kVersion.major * 1000 + kVersion.minor * 100 + kVersion.patch; }

Result<CalibrationCache> parseCalibrationCache(std::string_view text) {
    PS_CHECK(text.size() <= kMaxCacheBytes, Code::Limit, "a calibration cache has at most {} bytes, this one has {}", kMaxCacheBytes, text.size());
    CalibrationCache out;
    PS_TRY(parseHead(takeLine(text), out));
    for (int number = 2; !text.empty(); ++number) {
        const std::string_view line = takeLine(text);
        if (!line.empty()) PS_TRY(parseEntry(line, number, out));
    }
    return out;
}

Result<std::string> printCalibrationCache(const CalibrationCache& cache) {
    std::string out = fmt::format("TRT-{}-{}\n", cache.version, cache.algorithm);
    for (const auto& [name, scale] : cache.scales) {
        PS_CHECK(!name.empty() && name.find_first_of("\r\n") == std::string::npos, Code::Value,
                 "tensor '{}' has a name that a calibration cache cannot hold", shown(name));
        out += fmt::format("{}: {:08x}\n", name, std::bit_cast<std::uint32_t>(scale));
    }
    return out;
}

Result<CalibrationCache> readCalibrationCache(const std::filesystem::path& file) {
    const std::string subject = fmt::format("file '{}'", file.string());
    std::error_code error;
    const auto size = std::filesystem::file_size(file, error);
    if (error) return fail({Code::File, subject, "the calibration cache cannot be read", {}});
    if (size > kMaxCacheBytes) return fail({Code::Limit, subject, fmt::format("it has {} bytes, a calibration cache has at most {}", size, kMaxCacheBytes), {}});
    std::ifstream in(file, std::ios::binary);
    const std::string text{std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
    if (in.bad() || text.size() != size) return fail({Code::File, subject, "the calibration cache cannot be read", {}});
    return within(subject, parseCalibrationCache(text));
}

Scales scalesOf(const CalibrationCache& cache) {
    Scales out;
    for (const auto& [name, scale] : cache.scales)
        if (scale > 0) out.tensors.emplace(name, TensorScale{scale, ScaleSource::Calibration});
    return out;
}

}  // namespace planscope::quantization
