// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/base/result.h"
#include "kernels/api/tensor_view.h"

#include <cstddef>
#include <memory>
#include <span>
#include <vector>

namespace planscope {

/// An immutable tensor value in Linear format: weights, or a tensor whose value is known before run time. The bytes
/// belong to `owner` (a vector, a file mapping, a plan) and are shared, never copied. Thread-safe (immutable).
class Constant {
public:
    /// Where the bytes are: in memory of ours, or in a file that is mapped read-only.
    enum class Residence : std::uint8_t { Memory, File };

    /// @param bytes   exactly dims.volume() elements, aligned to the element size; valid as long as `owner` lives
    static std::shared_ptr<const Constant> borrow(DataType type, const Dims& dims, std::span<const std::byte> bytes,
                                                  std::shared_ptr<const void> owner, Residence residence = Residence::Memory);
    /// Takes a buffer of exactly dims.volume() elements.
    static std::shared_ptr<const Constant> own(DataType type, const Dims& dims, std::vector<std::byte> bytes);
    template <class T>
    static std::shared_ptr<const Constant> of(DataType type, const Dims& dims, std::span<const T> values) {
        const auto raw = std::as_bytes(values);
        return own(type, dims, std::vector<std::byte>(raw.begin(), raw.end()));
    }
    static std::shared_ptr<const Constant> ofFloats(const Dims& dims, std::span<const float> values) {
        return of(DataType::Float, dims, values);
    }
    static std::shared_ptr<const Constant> ofInts(const Dims& dims, std::span<const std::int32_t> values) {
        return of(DataType::Int32, dims, values);
    }

    DataType type() const { return m_type; }
    const Dims& dims() const { return m_dims; }
    std::span<const std::byte> bytes() const { return m_bytes; }
    template <class T>
    std::span<const T> as() const {
        return {reinterpret_cast<const T*>(m_bytes.data()), m_bytes.size() / sizeof(T)};
    }
    std::span<const float> floats() const { return as<float>(); }
    std::span<const std::int32_t> ints() const { return as<std::int32_t>(); }

    /// The value as a list of integers (shapes, axes, pads): Int32, Int8, UInt8 or Bool elements.
    /// @errors Code::DataType for floating-point values, Code::Limit above kMaxRank * 2 elements
    Result<std::vector<std::int64_t>> toIntegers() const;

    /// A view that kernels read; its data pointer must not be written through.
    TensorView view() const { return {const_cast<std::byte*>(m_bytes.data()), m_type, m_dims, Format::linear()}; }
    /// Gives the memory behind bytes in a file back to the system, which reads them again when they are wanted. Does nothing
    /// for bytes in memory.
    void letGo() const noexcept;
    /// Stable hash of type, dims and bytes; reads every byte.
    std::uint64_t hash() const;

private:
    DataType m_type = DataType::Float;
    Dims m_dims;
    std::span<const std::byte> m_bytes;
    std::shared_ptr<const void> m_owner;
    Residence m_residence = Residence::Memory;
};

using ConstantPtr = std::shared_ptr<const Constant>;

}  // namespace planscope
