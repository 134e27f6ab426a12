// SPDX-License-Identifier: Apache-2.0
#include "engine/data/numpy_array.h"

#include "engine/base/check.h"
#include "engine/network/names.h"
#include "kernels/api/half.h"

#include <algorithm>
#include <charconv>
#include <cstring>
#include <limits>

namespace planscope::data {
namespace {

constexpr std::string_view kMagic("\x93NUMPY", 6);

/// What follows "'key':" in the header, without leading spaces.
Result<std::string_view> valueOf(std::string_view header, std::string_view key) {
    const std::size_t at = header.find("'" + std::string(key) + "'");
    const std::size_t colon = at == std::string_view::npos ? at : header.find(':', at);
    PS_CHECK(colon != std::string_view::npos, Code::Format, "its header names no {}", key);
    std::string_view out = header.substr(colon + 1);
    while (out.starts_with(' ')) out.remove_prefix(1);
    return out;
}

Status parseType(std::string_view header, NumpyArray& out) {
    PS_ASSIGN(const std::string_view value, valueOf(header, "descr"));
    const std::size_t end = value.starts_with('\'') ? value.find('\'', 1) : std::string_view::npos;
    PS_CHECK(end != std::string_view::npos, Code::UnsupportedType, "its elements are records, numbers are expected");
    const std::string_view word = value.substr(1, end - 1);
    constexpr std::string_view kWords[] = {"f2", "f4", "f8", "i1", "i2", "i4", "i8", "u1", "u2", "u4", "b1"};
    const bool isSwapped = word.starts_with('>');
    const bool isKnown = word.size() == 3 && !isSwapped && std::ranges::find(kWords, word.substr(1)) != std::end(kWords);
    PS_CHECK(isKnown, Code::UnsupportedType, "elements of type '{}' are not read; there are little-endian f2, f4, f8, i1 to i8, u1 to u4 and b1", word.substr(0, 16));
    out.kind = word[1];
    out.bytesPerElement = word[2] - '0';
    return {};
}

Status parseShape(std::string_view header, NumpyArray& out) {
    PS_ASSIGN(const std::string_view order, valueOf(header, "fortran_order"));
    PS_CHECK(order.starts_with("False"), Code::UnsupportedFeature, "the array is stored column by column; numpy.ascontiguousarray makes it C order");
    PS_ASSIGN(std::string_view value, valueOf(header, "shape"));
    const std::size_t end = value.find(')');
    PS_CHECK(value.starts_with('(') && end != std::string_view::npos, Code::Format, "its header has no shape");
    value = value.substr(1, end - 1);
    while (!value.empty()) {
        std::string_view word = value.substr(0, value.find(','));
        value.remove_prefix(std::min(word.size() + 1, value.size()));
        while (word.starts_with(' ')) word.remove_prefix(1);
        if (word.empty()) continue;
        std::int64_t extent = -1;
        const auto parsed = std::from_chars(word.data(), word.data() + word.size(), extent);
        PS_CHECK(parsed.ec == std::errc{} && parsed.ptr == word.data() + word.size() && extent >= 0, Code::Format, "its shape has '{}' for an extent", word.substr(0, 24));
        PS_CHECK(out.dims.rank < kMaxRank, Code::Limit, "it has more than {} axes", kMaxRank);
        out.dims.push(extent);
    }
    return {};
}

/// Bytes of the array. @errors Code::Limit
Result<std::size_t> sizeOf(const NumpyArray& array) {
    std::uint64_t bytes = static_cast<std::uint64_t>(array.bytesPerElement);
    for (const std::int64_t extent : array.dims) {
        if (extent == 0) return 0;
        PS_CHECK(static_cast<std::uint64_t>(extent) <= kMaxArrayBytes / bytes, Code::Limit, "the array {} has more than {} bytes", toString(array.dims), kMaxArrayBytes);
        bytes *= static_cast<std::uint64_t>(extent);
    }
    return static_cast<std::size_t>(bytes);
}

template <class T>
double elementAs(const std::byte* data) {
    T value;
    std::memcpy(&value, data, sizeof value);
    return static_cast<double>(value);
}
double halfAsDouble(const std::byte* data) {
    std::uint16_t bits = 0;
    std::memcpy(&bits, data, sizeof bits);
    return static_cast<double>(floatFromHalf(bits));
}

using ReadElement = double (*)(const std::byte*);

struct ElementRow {
    char kind;
    int bytes;
    ReadElement read;
};
constexpr ElementRow kElements[] = {
    {'f', 2, halfAsDouble},          {'f', 4, elementAs<float>},        {'f', 8, elementAs<double>},       {'i', 1, elementAs<std::int8_t>},
    {'i', 2, elementAs<std::int16_t>}, {'i', 4, elementAs<std::int32_t>}, {'i', 8, elementAs<std::int64_t>}, {'u', 1, elementAs<std::uint8_t>},
    {'u', 2, elementAs<std::uint16_t>}, {'u', 4, elementAs<std::uint32_t>}, {'b', 1, elementAs<std::uint8_t>},
};

template <class T>
void storeAs(std::byte* data, double value) {
    const T element = static_cast<T>(value);
    std::memcpy(data, &element, sizeof element);
}
void storeHalf(std::byte* data, double value) { storeAs<std::uint16_t>(data, halfFromFloat(static_cast<float>(value))); }

/// How a type of tensors takes numbers; reals have no bounds.
struct TargetRow {
    DataType type;
    double least, largest;
    void (*store)(std::byte*, double);
};
constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr TargetRow kTargets[] = {
    {DataType::Float, -kInfinity, kInfinity, storeAs<float>}, {DataType::Half, -kInfinity, kInfinity, storeHalf},
    {DataType::Int8, -128, 127, storeAs<std::int8_t>},        {DataType::Int32, -2147483648.0, 2147483647.0, storeAs<std::int32_t>},
    {DataType::Bool, 0, 1, storeAs<std::uint8_t>},            {DataType::UInt8, 0, 255, storeAs<std::uint8_t>},
};

}  // namespace

Result<NumpyArray> parseNumpy(std::span<const std::byte> bytes) {
    const std::string_view text(reinterpret_cast<const char*>(bytes.data()), bytes.size());
    PS_CHECK(text.starts_with(kMagic) && text.size() >= 10, Code::Format, "it does not begin like a NumPy array");
    const int version = static_cast<unsigned char>(text[6]);
    PS_CHECK(version >= 1 && version <= 3, Code::Version, "it is of version {} of the format, 1 to 3 are read", version);
    const std::size_t lengthBytes = version == 1 ? 2 : 4, begin = 8 + lengthBytes;
    PS_CHECK(text.size() >= begin, Code::Format, "it ends within its header");
    std::size_t length = 0;
    for (std::size_t i = 0; i < lengthBytes; ++i) length |= static_cast<std::size_t>(static_cast<unsigned char>(text[8 + i])) << (8 * i);
    PS_CHECK(length <= text.size() - begin, Code::Format, "it ends within its header");
    const std::string_view header = text.substr(begin, length);
    NumpyArray out;
    PS_TRY(parseType(header, out));
    PS_TRY(parseShape(header, out));
    PS_ASSIGN(const std::size_t size, sizeOf(out));
    const std::span<const std::byte> data = bytes.subspan(begin + length);
    PS_CHECK(data.size() == size, Code::Format, "it holds {} bytes of numbers, {} are {}", data.size(), toString(out.dims), size);
    out.data.assign(data.begin(), data.end());
    return out;
}

Result<std::size_t> batchesIn(const NumpyArray& array, const InputInfo& input) {
    if (array.dims == input.dims) return 1;
    bool fits = array.dims.rank == input.dims.rank && input.dims.rank > 0 && input.dims[0] > 0 && array.dims[0] >= input.dims[0];
    for (int i = 1; fits && i < input.dims.rank; ++i) fits = array.dims[i] == input.dims[i];
    PS_CHECK(fits, Code::Shape, "its shape is {}, input '{}' takes {} or more samples of that", toString(array.dims), input.name, toString(input.dims));
    return static_cast<std::size_t>(array.dims[0] / input.dims[0]);
}

Result<ConstantPtr> batchOf(const NumpyArray& array, const InputInfo& input, std::size_t batch) {
    const auto* const target = std::ranges::find(kTargets, input.type, &TargetRow::type);
    const auto* const source = std::ranges::find_if(kElements, [&](const ElementRow& row) { return row.kind == array.kind && row.bytes == array.bytesPerElement; });
    const bool isReal = input.type == DataType::Float || input.type == DataType::Half;
    PS_CHECK(target != std::end(kTargets) && (isReal || array.kind != 'f'), Code::DataType, "it holds {}{}, input '{}' takes {}", array.kind, array.bytesPerElement,
             input.name, toString(input.type));
    const auto count = static_cast<std::size_t>(input.dims.volume());
    const std::byte* from = array.data.data() + batch * count * static_cast<std::size_t>(array.bytesPerElement);
    const std::size_t step = planscope::sizeOf(input.type);
    std::vector<std::byte> out(count * step);
    for (std::size_t i = 0; i < count; ++i, from += array.bytesPerElement) {
        const double value = source->read(from);
        PS_CHECK(isReal || (value >= target->least && value <= target->largest), Code::Value, "{} does not fit input '{}' of {}", value, input.name, toString(input.type));
        target->store(out.data() + i * step, value);
    }
    return Constant::own(input.type, input.dims, std::move(out));
}

}  // namespace planscope::data
