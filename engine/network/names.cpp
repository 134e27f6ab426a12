// SPDX-License-Identifier: Apache-2.0
#include "engine/network/names.h"

#include "engine/base/check.h"
#include "engine/network/extent.h"

#include <charconv>

namespace planscope {
namespace {

constexpr std::string_view kTypeWords[kDataTypeCount] = {"f32", "f16", "i8", "i32", "bool", "u8", "fp8"};

constexpr std::string_view kRows = "nchw_w", kPixelRows = "nhwc4_w";  ///< width rounded up to what follows

Result<int> parseLanes(std::string_view digits, std::string_view word) {
    int lanes = 0;
    const auto end = digits.data() + digits.size();
    const auto parsed = std::from_chars(digits.data(), end, lanes);
    PS_CHECK(parsed.ec == std::errc{} && parsed.ptr == end && lanes >= 1 && lanes <= 64, Code::Format,
             "'{}' is not a tensor format", word);
    return lanes;
}

}  // namespace

std::string_view toString(DataType type) { return kTypeWords[static_cast<int>(type)]; }

Result<DataType> parseDataType(std::string_view word) {
    for (int i = 0; i < kDataTypeCount; ++i)
        if (kTypeWords[i] == word) return static_cast<DataType>(i);
    return fail(Code::DataType, fmt::format("'{}' is not a data type", word));
}

std::string extentText(std::int64_t extent) { return extent >= 0 || extent::isNumber(extent) ? std::to_string(extent) : "?"; }

std::string toString(const Dims& dims) {
    if (dims.rank == 0) return "scalar";
    std::string out;
    for (const std::int64_t d : dims) {
        if (!out.empty()) out += 'x';
        out += extentText(d);
    }
    return out;
}

std::string toString(Format format) {
    if (format.isLinear()) return "linear";
    if (format.layout == Format::Layout::ChannelBlocked) return fmt::format("nchw{}c", format.lanes);
    if (format.padsRows()) return fmt::format("{}{}", format.layout == Format::Layout::PaddedRows ? kRows : kPixelRows, format.lanes);
    return format.lanes == 1 ? "nhwc" : fmt::format("nhwc{}", format.lanes);
}

Result<Format> parseFormat(std::string_view word) {
    if (word == "linear") return Format::linear();
    for (const auto& [prefix, make] : {std::pair(kRows, &Format::paddedRows), std::pair(kPixelRows, &Format::paddedPixelRows)})
        if (word.starts_with(prefix)) {
            PS_ASSIGN(const int columns, parseLanes(word.substr(prefix.size()), word));
            return make(columns);
        }
    if (word == "nhwc") return Format::channelLast();
    if (word.starts_with("nhwc")) {
        PS_ASSIGN(const int lanes, parseLanes(word.substr(4), word));
        return Format::channelLast(lanes);
    }
    PS_CHECK(word.starts_with("nchw") && word.ends_with("c") && word.size() > 5, Code::Format,
             "'{}' is not a tensor format", word);
    PS_ASSIGN(const int lanes, parseLanes(word.substr(4, word.size() - 5), word));
    return Format::channelBlocked(lanes);
}

}  // namespace planscope
