// SPDX-License-Identifier: Apache-2.0
#include "engine/plan/compress.h"

#include "engine/base/check.h"

#include <algorithm>
#include <cstdint>
#include <cstring>

namespace planscope::plan {
namespace {

constexpr std::size_t kLeastMatch = 4, kFarthest = 65535, kNibble = 15, kByte = 255;
constexpr int kHashBits = 15;

std::uint32_t fourAt(const char* at) {
    std::uint32_t word = 0;
    std::memcpy(&word, at, sizeof word);
    return word;
}

class Writer {
public:
    explicit Writer(std::size_t size) {
        for (int i = 0; i < 8; ++i) put(size >> (8 * i) & kByte);
    }
    /// @param match  bytes matched, at least kLeastMatch; 0: none, the end
    void run(std::string_view literals, std::size_t match, std::size_t offset) {
        const std::size_t extra = match == 0 ? 0 : match - kLeastMatch;
        put(std::min(literals.size(), kNibble) << 4 | std::min(extra, kNibble));
        putRest(literals.size());
        for (const char c : literals) m_out.push_back(static_cast<std::byte>(c));
        if (match == 0) return;
        putRest(extra);
        put(offset & kByte);
        put(offset >> 8);
    }
    std::vector<std::byte> take() { return std::move(m_out); }

private:
    void put(std::size_t value) { m_out.push_back(static_cast<std::byte>(value)); }
    void putRest(std::size_t count) {
        if (count < kNibble) return;
        for (count -= kNibble; count >= kByte; count -= kByte) put(kByte);
        put(count);
    }
    std::vector<std::byte> m_out;
};

class Reader {
public:
    explicit Reader(std::span<const std::byte> bytes) : m_bytes(bytes) {}

    bool atEnd() const { return m_bytes.empty(); }
    Result<std::size_t> byte() {
        PS_CHECK(!m_bytes.empty(), Code::Format, "the compressed text is cut off");
        const auto out = static_cast<std::size_t>(m_bytes.front());
        m_bytes = m_bytes.subspan(1);
        return out;
    }
    Result<std::size_t> rest(std::size_t nibble) {
        if (nibble < kNibble) return nibble;
        std::size_t count = nibble, next = kByte;
        while (next == kByte) {
            PS_ASSIGN(next, byte());
            count += next;
        }
        return count;
    }
    Result<std::string_view> literals(std::size_t count) {
        PS_CHECK(count <= m_bytes.size(), Code::Format, "the compressed text is cut off");
        const std::string_view out(reinterpret_cast<const char*>(m_bytes.data()), count);
        m_bytes = m_bytes.subspan(count);
        return out;
    }

private:
    std::span<const std::byte> m_bytes;
};

}  // namespace

std::vector<std::byte> compress(std::string_view text) {
    Writer out(text.size());
    std::vector<std::size_t> last(std::size_t{1} << kHashBits, SIZE_MAX);  // where four bytes of this hash stood
    std::size_t done = 0, at = 0;
    while (at + kLeastMatch <= text.size()) {
        std::size_t& slot = last[fourAt(text.data() + at) * 2654435761U >> (32 - kHashBits)];
        const std::size_t candidate = std::exchange(slot, at);
        const bool isMatch = candidate != SIZE_MAX && at - candidate <= kFarthest && fourAt(text.data() + candidate) == fourAt(text.data() + at);
        if (!isMatch) {
            ++at;
            continue;
        }
        std::size_t length = kLeastMatch;
        while (at + length < text.size() && text[candidate + length] == text[at + length]) ++length;
        out.run(text.substr(done, at - done), length, at - candidate);
        at += length;
        done = at;
    }
    out.run(text.substr(done), 0, 0);
    return out.take();
}

Result<std::string> decompress(std::span<const std::byte> bytes) {
    Reader in(bytes);
    std::size_t size = 0;
    for (int i = 0; i < 8; ++i) {
        PS_ASSIGN(const std::size_t next, in.byte());
        size |= next << (8 * i);
    }
    PS_CHECK(size <= kMaxTextBytes, Code::Limit, "the compressed text claims {} bytes, at most {} are read", size, kMaxTextBytes);
    std::string out;
    out.reserve(std::min(size, bytes.size() * 64));  // what is claimed is not believed
    while (true) {
        PS_ASSIGN(const std::size_t token, in.byte());
        PS_ASSIGN(const std::size_t literalCount, in.rest(token >> 4));
        PS_ASSIGN(const std::string_view literals, in.literals(literalCount));
        out += literals;
        if (in.atEnd()) break;
        PS_ASSIGN(const std::size_t extra, in.rest(token & kNibble));
        PS_ASSIGN(const std::size_t low, in.byte());
        PS_ASSIGN(const std::size_t high, in.byte());
        const std::size_t offset = low | high << 8, length = extra + kLeastMatch;
        PS_CHECK(offset > 0 && offset <= out.size() && out.size() <= size && length <= size - out.size(), Code::Format,
                 "the compressed text refers to what is not there");
        for (std::size_t i = 0; i < length; ++i) out += out[out.size() - offset];  // may overlap what it writes
    }
    PS_CHECK(out.size() == size, Code::Format, "the compressed text has {} bytes, {} were announced", out.size(), size);
    return out;
}

}  // namespace planscope::plan
