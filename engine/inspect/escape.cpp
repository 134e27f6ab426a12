// SPDX-License-Identifier: Apache-2.0
#include "engine/inspect/escape.h"

#include <fmt/format.h>

#include <cmath>
#include <cstdint>

namespace planscope::inspect {
namespace {

constexpr std::string_view kReplacement = "\xef\xbf\xbd";

bool isContinuation(char c) { return (static_cast<unsigned char>(c) & 0xc0) == 0x80; }

/// Length of the well-formed UTF-8 sequence at the front of `text`, 0 if there is none. Source: Unicode 15, table 3-7.
std::size_t sequenceLength(std::string_view text) {
    const auto lead = static_cast<unsigned char>(text[0]);
    if (lead < 0x80) return 1;
    const std::size_t length = lead >= 0xc2 && lead <= 0xdf ? 2 : lead >= 0xe0 && lead <= 0xef ? 3 : lead >= 0xf0 && lead <= 0xf4 ? 4 : 0;
    if (length == 0 || text.size() < length) return 0;
    for (std::size_t i = 1; i < length; ++i)
        if (!isContinuation(text[i])) return 0;
    const auto second = static_cast<unsigned char>(text[1]);
    const bool isOverlong = (lead == 0xe0 && second < 0xa0) || (lead == 0xf0 && second < 0x90);
    const bool isOutside = (lead == 0xed && second > 0x9f) || (lead == 0xf4 && second > 0x8f);
    return isOverlong || isOutside ? 0 : length;
}

/// Copies well-formed sequences; single bytes go through `single`, which appends what stands for them.
template <class Single>
std::string transformed(std::string_view text, Single single) {
    std::string out;
    out.reserve(text.size() + 8);
    while (!text.empty()) {
        const std::size_t length = sequenceLength(text);
        if (length == 1) single(out, text[0]);
        else if (length == 0) out += kReplacement;
        else out += text.substr(0, length);
        text.remove_prefix(length == 0 ? 1 : length);
    }
    return out;
}

void appendJson(std::string& out, char c) {
    switch (c) {
    case '"': out += "\\\""; return;
    case '\\': out += "\\\\"; return;
    case '\n': out += "\\n"; return;
    case '\r': out += "\\r"; return;
    case '\t': out += "\\t"; return;
    default: break;
    }
    if (static_cast<unsigned char>(c) < 0x20) out += fmt::format("\\u{:04x}", static_cast<unsigned>(c));
    else out += c;
}

void appendHtml(std::string& out, char c) {
    switch (c) {
    case '&': out += "&amp;"; return;
    case '<': out += "&lt;"; return;
    case '>': out += "&gt;"; return;
    case '"': out += "&quot;"; return;
    case '\'': out += "&#39;"; return;
    default: break;
    }
    const bool isControl = static_cast<unsigned char>(c) < 0x20 && c != '\n' && c != '\t';
    if (isControl) out += kReplacement;
    else out += c;
}

}  // namespace

std::string jsonString(std::string_view text) { return '"' + transformed(text, appendJson) + '"'; }

std::string jsonNumber(double value) { return std::isfinite(value) ? fmt::format("{}", value) : "null"; }

std::string htmlText(std::string_view text) { return transformed(text, appendHtml); }

std::string csvField(std::string_view text) {
    std::string clean = transformed(text, [](std::string& out, char c) { out += c; });
    if (clean.find_first_of(",\"\r\n") == std::string::npos) return clean;
    std::string out = "\"";
    for (const char c : clean) out += c == '"' ? std::string("\"\"") : std::string(1, c);
    return out + '"';
}

}  // namespace planscope::inspect
