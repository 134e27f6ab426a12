// SPDX-License-Identifier: Apache-2.0
#include "engine/network/constant.h"

#include "engine/base/check.h"
#include "engine/base/hash.h"
#include "engine/network/names.h"

#include <sys/mman.h>
#include <unistd.h>

namespace planscope {
namespace {

template <class T>
std::vector<std::int64_t> widened(std::span<const T> values) {
    return {values.begin(), values.end()};
}

}  // namespace

ConstantPtr Constant::borrow(DataType type, const Dims& dims, std::span<const std::byte> bytes,
                             std::shared_ptr<const void> owner, Residence residence) {
    auto out = std::make_shared<Constant>();
    out->m_type = type;
    out->m_dims = dims;
    out->m_bytes = bytes;
    out->m_owner = std::move(owner);
    out->m_residence = residence;
    return out;
}

ConstantPtr Constant::own(DataType type, const Dims& dims, std::vector<std::byte> bytes) {
    const auto storage = std::make_shared<const std::vector<std::byte>>(std::move(bytes));
    return borrow(type, dims, *storage, storage);
}

Result<std::vector<std::int64_t>> Constant::toIntegers() const {
    PS_CHECK(m_dims.volume() <= 2 * kMaxRank, Code::Limit, "{} values where at most {} are expected", m_dims.volume(),
             2 * kMaxRank);
    switch (m_type) {
    case DataType::Int32: return widened(ints());
    case DataType::Int8: return widened(as<std::int8_t>());
    case DataType::UInt8:
    case DataType::Bool: return widened(as<std::uint8_t>());
    default: return fail(Code::DataType, fmt::format("integers are expected, got {}", toString(m_type)));
    }
}

void Constant::letGo() const noexcept {
    if (m_residence != Residence::File) return;
    const auto page = static_cast<std::uintptr_t>(::sysconf(_SC_PAGESIZE));
    const auto begin = reinterpret_cast<std::uintptr_t>(m_bytes.data()), end = begin + m_bytes.size();
    const std::uintptr_t first = (begin + page - 1) / page * page, last = end / page * page;
    if (first < last) ::madvise(reinterpret_cast<void*>(first), last - first, MADV_DONTNEED);
}

std::uint64_t Constant::hash() const {
    Hasher hasher;
    hasher.add(m_type).add(m_dims.rank);
    for (const std::int64_t d : m_dims) hasher.add(d);
    return hasher.addBytes(m_bytes).value();
}

}  // namespace planscope
