// SPDX-License-Identifier: Apache-2.0
#include "engine/onnx/reader/tensor_value.h"

#include "engine/base/check.h"
#include "engine/network/names.h"
#include "engine/network/network.h"
#include "engine/onnx/reader/data_types.h"

#include <onnx/onnx_pb.h>

#include <cmath>
#include <cstring>
#include <limits>
#include <type_traits>
#include <utility>

namespace planscope::onnx {
namespace {

/// Bytes in the file's own element type, and what keeps them alive.
struct FileBytes {
    std::span<const std::byte> bytes;
    std::shared_ptr<const void> owner;
};

FileBytes owned(std::vector<std::byte> bytes) {
    const auto owner = std::make_shared<const std::vector<std::byte>>(std::move(bytes));
    return {*owner, owner};
}

Result<Dims> dimsOf(const ::onnx::TensorProto& proto) {
    PS_CHECK(proto.dims_size() <= kMaxRank, Code::Limit, "the tensor has {} dimensions, the limit is {}", proto.dims_size(),
             kMaxRank);
    Dims dims;
    std::int64_t volume = 1;
    for (const std::int64_t d : proto.dims()) {
        PS_CHECK(d >= 0, Code::Shape, "the tensor has the negative dimension {}", d);
        PS_CHECK(!__builtin_mul_overflow(volume, d, &volume), Code::Limit, "the tensor has more elements than 64 bits can count");
        dims.push(d);
    }
    PS_CHECK(volume <= Network::kMaxElements, Code::Limit, "the tensor {} has {} elements, the limit is 2^31 - 1",
             toString(dims), volume);
    return dims;
}

/// A repeated field as elements of type To.
template <class To, class Field>
Result<FileBytes> typedBytes(const Field& field, std::int64_t elements) {
    PS_CHECK(field.size() == elements, Code::Format, "the tensor holds {} values, its dimensions need {}", field.size(), elements);
    std::vector<std::byte> bytes(static_cast<std::size_t>(elements) * sizeof(To));
    std::size_t at = 0;
    for (const auto element : field) {
        const To value = static_cast<To>(element);
        std::memcpy(bytes.data() + at, &value, sizeof(To));
        at += sizeof(To);
    }
    return owned(std::move(bytes));
}

Result<FileBytes> typedBytes(const ::onnx::TensorProto& proto, std::int64_t elements) {
    switch (proto.data_type()) {
    case ::onnx::TensorProto::FLOAT: return typedBytes<float>(proto.float_data(), elements);
    case ::onnx::TensorProto::DOUBLE: return typedBytes<double>(proto.double_data(), elements);
    case ::onnx::TensorProto::INT64: return typedBytes<std::int64_t>(proto.int64_data(), elements);
    case ::onnx::TensorProto::INT32: return typedBytes<std::int32_t>(proto.int32_data(), elements);
    case ::onnx::TensorProto::UINT32: return typedBytes<std::uint32_t>(proto.uint64_data(), elements);
    case ::onnx::TensorProto::UINT64: return typedBytes<std::uint64_t>(proto.uint64_data(), elements);
    case ::onnx::TensorProto::INT16: return typedBytes<std::int16_t>(proto.int32_data(), elements);
    case ::onnx::TensorProto::UINT16:
    case ::onnx::TensorProto::FLOAT16: return typedBytes<std::uint16_t>(proto.int32_data(), elements);
    default: return typedBytes<std::uint8_t>(proto.int32_data(), elements);
    }
}

Result<FileBytes> externalBytes(const ::onnx::TensorProto& proto, ExternalData& external, std::size_t size) {
    ExternalLocation where;
    for (const auto& entry : proto.external_data()) {
        if (entry.key() == "location") where.location = entry.value();
        if (entry.key() == "offset") where.offset = entry.value();
        if (entry.key() == "length") where.length = entry.value();
    }
    PS_ASSIGN(const ExternalBytes found, external.find(where, size));
    return FileBytes{found.bytes, found.file};
}

Result<FileBytes> fileBytes(::onnx::TensorProto& proto, ExternalData& external, std::int64_t elements, std::size_t elementBytes) {
    PS_CHECK(!proto.has_segment(), Code::UnsupportedFeature, "the tensor is stored in segments, which is not supported");
    const std::size_t size = static_cast<std::size_t>(elements) * elementBytes;
    if (proto.data_location() == ::onnx::TensorProto::EXTERNAL) return externalBytes(proto, external, size);
    if (!proto.has_raw_data()) return typedBytes(proto, elements);
    PS_CHECK(proto.raw_data().size() == size, Code::Format, "the tensor holds {} bytes, its dimensions need {}",
             proto.raw_data().size(), size);
    const auto owner = std::make_shared<const std::string>(std::move(*proto.mutable_raw_data()));
    return FileBytes{std::as_bytes(std::span(*owner)), owner};
}

/// Elements of `from` one by one, wherever they lie.
template <class From, class Visit>
void eachElement(std::span<const std::byte> bytes, Visit visit) {
    for (std::size_t at = 0; at < bytes.size(); at += sizeof(From)) {
        From value;
        std::memcpy(&value, bytes.data() + at, sizeof(From));
        visit(value);
    }
}

/// What a tensor is called in messages.
struct Subject {
    const std::string& name;
    int onnxType;
};

template <class From>
ConstantPtr toInt32(const Dims& dims, std::span<const std::byte> bytes, const Subject& about, Diagnostics& diagnostics) {
    using Narrow = std::numeric_limits<std::int32_t>;
    std::vector<std::int32_t> values;
    values.reserve(bytes.size() / sizeof(From));
    std::size_t lost = 0;
    eachElement<From>(bytes, [&](From value) {
        const bool isHuge = std::cmp_greater(value, Narrow::max()), isLow = std::cmp_less(value, Narrow::min());
        const auto fitted = isHuge ? Narrow::max() : isLow ? Narrow::min() : static_cast<std::int32_t>(value);
        lost += (isHuge || isLow) && (!std::is_same_v<From, std::int64_t> || fitted != clampedSentinel(static_cast<std::int64_t>(value)));
        values.push_back(fitted);
    });
    if (lost > 0)
        diagnostics.warn(about.name, fmt::format("{} of the {} values of '{}' do not fit into INT32 and are clamped", lost,
                                                 typeWord(about.onnxType), about.name));
    return Constant::ofInts(dims, values);
}

using IntegerReader = ConstantPtr (*)(const Dims&, std::span<const std::byte>, const Subject&, Diagnostics&);

/// Integer types that are held in Int32.
IntegerReader integerReader(int onnxType) {
    switch (onnxType) {
    case ::onnx::TensorProto::INT64: return toInt32<std::int64_t>;
    case ::onnx::TensorProto::UINT64: return toInt32<std::uint64_t>;
    case ::onnx::TensorProto::UINT32: return toInt32<std::uint32_t>;
    case ::onnx::TensorProto::INT16: return toInt32<std::int16_t>;
    case ::onnx::TensorProto::UINT16: return toInt32<std::uint16_t>;
    default: return nullptr;
    }
}

ConstantPtr narrowDoubles(const Dims& dims, std::span<const std::byte> bytes, const std::string& about, Diagnostics& diagnostics) {
    constexpr double kLimit = std::numeric_limits<float>::max();
    std::vector<float> values;
    values.reserve(bytes.size() / sizeof(double));
    std::size_t lost = 0;
    eachElement<double>(bytes, [&](double value) {
        const bool fits = !std::isfinite(value) || std::abs(value) <= kLimit;
        lost += !fits;
        values.push_back(fits ? static_cast<float>(value) : std::copysign(std::numeric_limits<float>::max(), static_cast<float>(value < 0 ? -1 : 1)));
    });
    if (lost > 0)
        diagnostics.warn(about, fmt::format("{} of the DOUBLE values of '{}' do not fit into FLOAT and are clamped", lost, about));
    return Constant::ofFloats(dims, values);
}

ConstantPtr booleans(const Dims& dims, std::span<const std::byte> bytes) {
    std::vector<std::byte> values;
    values.reserve(bytes.size());
    for (const std::byte value : bytes) values.push_back(std::byte{value != std::byte{0}});
    return Constant::own(DataType::Bool, dims, std::move(values));
}

void warnOfNan(const Constant& value, const std::string& about, Diagnostics& diagnostics) {
    if (value.type() != DataType::Float) return;
    std::size_t count = 0;
    for (const float v : value.floats()) count += std::isnan(v);
    if (count > 0) diagnostics.warn(about, fmt::format("{} of the values of '{}' are NaN", count, about));
}

}  // namespace

std::int64_t clampedSentinel(std::int64_t value) {
    using Wide = std::numeric_limits<std::int64_t>;
    using Narrow = std::numeric_limits<std::int32_t>;
    if (value >= Wide::max() - 1) return Narrow::max();
    return value <= Wide::min() + 1 ? Narrow::min() : value;
}

Result<ConstantPtr> takeValue(::onnx::TensorProto& proto, ExternalData& external, const std::string& about,
                              Diagnostics& diagnostics) {
    PS_ASSIGN(const Dims dims, dimsOf(proto));
    PS_ASSIGN(const TypeMapping mapping, mapType(proto.data_type()));
    PS_ASSIGN(const FileBytes found, fileBytes(proto, external, dims.volume(), mapping.fileBytes));
    if (const IntegerReader read = integerReader(proto.data_type())) return read(dims, found.bytes, {about, proto.data_type()}, diagnostics);
    if (proto.data_type() == ::onnx::TensorProto::BOOL) return booleans(dims, found.bytes);
    const bool isDouble = proto.data_type() == ::onnx::TensorProto::DOUBLE;
    const bool aligned = reinterpret_cast<std::uintptr_t>(found.bytes.data()) % mapping.fileBytes == 0;
    const bool isExternal = proto.data_location() == ::onnx::TensorProto::EXTERNAL;
    const auto residence = isExternal ? Constant::Residence::File : Constant::Residence::Memory;
    const ConstantPtr value = isDouble ? narrowDoubles(dims, found.bytes, about, diagnostics)
                              : aligned ? Constant::borrow(mapping.type, dims, found.bytes, found.owner, residence)
                                        : Constant::own(mapping.type, dims, {found.bytes.begin(), found.bytes.end()});
    if (!isExternal || external.mayLookAt(found.bytes.size())) warnOfNan(*value, about, diagnostics);
    value->letGo();
    return value;
}

}  // namespace planscope::onnx
