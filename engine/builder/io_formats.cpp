// SPDX-License-Identifier: Apache-2.0
#include "engine/builder/io_formats.h"

#include "engine/base/check.h"
#include "engine/network/names.h"

#include <algorithm>

namespace planscope {
namespace {

constexpr int kDlaRowBytes = 64;  ///< rows of DLA tensors are multiples of this on Orin

template <int lanes>
Result<Format> blocked(DataType, const Dims&) { return Format::channelBlocked(lanes); }

template <int lanes>
Result<Format> last(DataType, const Dims&) { return Format::channelLast(lanes); }

Result<Format> linear(DataType, const Dims&) { return Format::linear(); }

Result<Format> dlaLinear(DataType type, const Dims&) { return Format::paddedRows(kDlaRowBytes / static_cast<int>(sizeOf(type))); }

Result<Format> dlaPixels(DataType type, const Dims& dims) {
    PS_CHECK(dims[1] == 1 || dims[1] == 3 || dims[1] == 4, Code::Option, "dla_hwc4 takes 1, 3 or 4 channels, given {}", dims[1]);
    if (dims[1] == 1) return dlaLinear(type, dims);
    return Format::paddedPixelRows(kDlaRowBytes / 4 / static_cast<int>(sizeOf(type)));
}

constexpr DataType kAny[] = {DataType::Float, DataType::Half, DataType::Int32, DataType::Int8};
constexpr DataType kFloat[] = {DataType::Float};
constexpr DataType kHalf[] = {DataType::Half};
constexpr DataType kSmall[] = {DataType::Half, DataType::Int8};
constexpr DataType kReal[] = {DataType::Float, DataType::Half, DataType::Int8};

constexpr IoFormat kFormats[] = {
    {"chw", "kLINEAR", "[N][C][H][W]", 0, kAny, false, linear},
    {"chw2", "kCHW2", "[N][ceil(C/2)][H][W][2]", 4, kHalf, false, blocked<2>},
    {"chw4", "kCHW4", "[N][ceil(C/4)][H][W][4]", 4, kSmall, false, blocked<4>},
    {"hwc8", "kHWC8", "[N][H][W][C rounded up to 8]", 4, kHalf, false, last<8>},
    {"chw16", "kCHW16", "[N][ceil(C/16)][H][W][16]", 4, kHalf, false, blocked<16>},
    {"chw32", "kCHW32", "[N][ceil(C/32)][H][W][32]", 4, kReal, false, blocked<32>},
    {"dhwc8", "kDHWC8", "[N][D][H][W][C rounded up to 8]", 5, kHalf, false, last<8>},
    {"cdhw32", "kCDHW32", "[N][ceil(C/32)][D][H][W][32]", 5, kSmall, false, blocked<32>},
    {"hwc", "kHWC", "[N][H][W][C]", 4, kFloat, false, last<1>},
    {"dla_linear", "kDLA_LINEAR", "[N][C][H][W rounded up to 64 bytes]", 4, kSmall, false, dlaLinear},
    {"dla_hwc4", "kDLA_HWC4", "[N][H][W rounded up to 64 bytes][4]; of one channel [N][H][W rounded up to 64 bytes]", 4, kSmall, true, dlaPixels},
    {"hwc16", "kHWC16", "[N][H][W][C rounded up to 16]", 4, kHalf, false, last<16>},
    {"dhwc", "kDHWC", "[N][D][H][W][C]", 5, kFloat, false, last<1>},
};

struct TypeRow {
    std::string_view word;
    DataType type;
};
constexpr TypeRow kTypes[] = {{"fp32", DataType::Float}, {"fp16", DataType::Half}, {"int32", DataType::Int32}, {"int8", DataType::Int8}};

template <class Rows>
std::string wordsOf(const Rows& rows) {
    std::string out;
    for (const auto& row : rows) out += (out.empty() ? "" : ", ") + std::string(row.word);
    return out;
}

/// What stands before the next `separator`, which is taken from `text` too.
std::string_view takeUntil(std::string_view& text, char separator) {
    const std::size_t at = text.find(separator);
    const std::string_view out = text.substr(0, at);
    text.remove_prefix(at == std::string_view::npos ? text.size() : at + 1);
    return out;
}

Result<IoSpec> parseSpec(std::string_view text) {
    const std::string whole(text);
    const std::string_view typeWord = takeUntil(text, ':');
    const auto* const type = std::ranges::find(kTypes, typeWord, &TypeRow::word);
    PS_CHECK(type != std::end(kTypes), Code::Option, "'{}' in '{}' is not a type of inputs and outputs; there are {}", typeWord, whole, wordsOf(kTypes));
    PS_CHECK(!text.empty(), Code::Option, "'{}' says no format; type:format is expected, as in {}:chw", whole, typeWord);
    IoSpec out{type->type};
    while (!text.empty()) {
        const std::string_view word = takeUntil(text, '+');
        const auto* const format = std::ranges::find(kFormats, word, &IoFormat::word);
        PS_CHECK(format != std::end(kFormats), Code::Option, "'{}' in '{}' is not a format; there are {}", word, whole, wordsOf(kFormats));
        PS_CHECK(std::ranges::find(format->types, out.type) != format->types.end(), Code::Option, "'{}': {} is not for {}", whole, word, typeWord);
        out.formats.push_back(format);
    }
    return out;
}

}  // namespace

std::span<const IoFormat> ioFormats() { return kFormats; }

Result<std::vector<IoSpec>> parseIoSpecs(std::string_view text) {
    std::vector<IoSpec> out;
    do {
        PS_ASSIGN(out.emplace_back(), parseSpec(takeUntil(text, ',')));
    } while (!text.empty());
    return out;
}

Result<std::vector<Format>> formatsOf(const IoSpec& spec, const std::string& tensor, const Dims& dims, bool isInput) {
    std::vector<Format> out;
    for (const IoFormat* format : spec.formats) {
        PS_CHECK(isInput || !format->isForInputsOnly, Code::Option, "output '{}': {} is for inputs only", tensor, format->word);
        PS_CHECK(format->rank == 0 || dims.rank == format->rank, Code::Option, "'{}' is {} with {} axes, but {} takes tensors of {}", tensor,
                 toString(dims), dims.rank, format->word, format->rank);
        PS_ASSIGN(out.emplace_back(), within("'" + tensor + "'", format->format(spec.type, dims)));
    }
    return out;
}

}  // namespace planscope
