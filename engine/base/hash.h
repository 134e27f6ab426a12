// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <type_traits>

namespace planscope {

/// 64-bit hash that is the same on every machine, run and compiler. Not cryptographic.
std::uint64_t hashBytes(std::span<const std::byte> bytes, std::uint64_t seed = 0);

/// Compile-time FNV-1a of a short name, for stable ids.
constexpr std::uint64_t hashName(std::string_view name) {
    std::uint64_t h = 0xcbf29ce484222325ull;
    for (const char c : name) h = (h ^ static_cast<unsigned char>(c)) * 0x100000001b3ull;
    return h;
}

/// Feeds values one after another into one stable hash.
class Hasher {
public:
    template <class T>
        requires(std::is_integral_v<T> || std::is_enum_v<T> || std::is_floating_point_v<T>)
    Hasher& add(T value) {
        return addBytes(std::as_bytes(std::span(&value, 1)));
    }
    Hasher& add(std::string_view text) {
        add(text.size());
        return addBytes(std::as_bytes(std::span(text.data(), text.size())));
    }
    Hasher& addBytes(std::span<const std::byte> bytes) {
        m_state = hashBytes(bytes, m_state);
        return *this;
    }
    std::uint64_t value() const { return m_state; }

private:
    std::uint64_t m_state = 0x9e3779b97f4a7c15ull;
};

}  // namespace planscope
