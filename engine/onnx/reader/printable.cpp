// SPDX-License-Identifier: Apache-2.0
#include "engine/onnx/reader/printable.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <string_view>

namespace planscope::onnx {
namespace {

constexpr std::uint32_t kSmallestOfLength[] = {0, 0, 0x80, 0x800, 0x10000};

/// Bytes of the character at the start of `text`, 0 where no valid printable character starts.
std::size_t characterLength(std::string_view text) {
    const auto lead = static_cast<unsigned char>(text[0]);
    if (lead < 0x80) return lead >= 0x20 && lead != 0x7f;
    const std::size_t length = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
    if (lead < 0xc2 || lead > 0xf4 || text.size() < length) return 0;
    std::uint32_t code = lead & (0x7fU >> length);
    for (std::size_t i = 1; i < length; ++i) {
        const auto next = static_cast<unsigned char>(text[i]);
        if ((next & 0xc0) != 0x80) return 0;
        code = code << 6 | (next & 0x3fU);
    }
    const bool surrogate = code >= 0xd800 && code < 0xe000;
    return code >= kSmallestOfLength[length] && code <= 0x10ffff && !surrogate ? length : 0;
}

}  // namespace

std::string printable(const std::string& name) {
    if (std::ranges::all_of(name, [](unsigned char c) { return c >= 0x20 && c < 0x7f; })) return name;
    std::string out;
    for (std::string_view rest = name; !rest.empty();) {
        const std::size_t length = characterLength(rest);
        if (length > 0) out += rest.substr(0, length);
        else out += fmt::format("\\x{:02x}", static_cast<unsigned char>(rest[0]));
        rest.remove_prefix(std::max<std::size_t>(length, 1));
    }
    return out;
}

}  // namespace planscope::onnx
