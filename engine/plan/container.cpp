// SPDX-License-Identifier: Apache-2.0
#include "engine/plan/container.h"

#include "engine/base/check.h"
#include "engine/plan/crc32c.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>
#include <numeric>

namespace planscope::plan {
namespace {

static_assert(std::endian::native == std::endian::little, "plans are read in place");

constexpr std::uint32_t kMaxHeaderBytes = 64 * 1024;
constexpr std::uint32_t kMaxSections = 16;

struct Header {
    char magic[8];
    std::uint32_t headerBytes;
    std::uint32_t layoutVersion;
    std::uint32_t version[4];
    std::uint64_t fileBytes;
    std::uint32_t sectionCount;
    std::uint32_t deviceIdBytes;
    std::uint32_t fingerprintBytes;
    std::uint32_t headerCrc;
    std::uint64_t zero;
};
static_assert(sizeof(Header) == 64);

struct SectionRow {
    char name[16];
    std::uint64_t offset;
    std::uint64_t bytes;
    std::uint32_t crc;
    std::uint32_t zero;
};
static_assert(sizeof(SectionRow) == 40);

constexpr std::uint64_t aligned(std::uint64_t bytes) {
    return (bytes + kSectionAlignment - 1) / kSectionAlignment * kSectionAlignment;
}

std::uint32_t headerChecksum(std::span<const std::byte> headerBytes) {
    std::vector<std::byte> copy(headerBytes.begin(), headerBytes.end());
    std::memset(copy.data() + offsetof(Header, headerCrc), 0, sizeof(std::uint32_t));
    return crc32c(copy);
}

bool isZero(std::span<const std::byte> bytes) {
    return std::all_of(bytes.begin(), bytes.end(), [](std::byte b) { return b == std::byte{0}; });
}

std::string damaged(std::string_view what) { return fmt::format("the plan's {} is damaged", what); }

Version versionOf(const Header& header) {
    return {static_cast<int>(header.version[0]), static_cast<int>(header.version[1]),
            static_cast<int>(header.version[2]), static_cast<int>(header.version[3])};
}

Status checkHeader(const Header& header, std::span<const std::byte> bytes) {
    PS_CHECK(std::string_view(header.magic, sizeof header.magic) == kMagic, Code::Format,
             "this is not a plan: it does not begin with \"{}\"", kMagic);
    if (versionOf(header) != kVersion)
        return fail(Code::Version,
                    fmt::format("the plan was made by version {}, this is version {}; a plan runs only on the version that made it",
                                versionOf(header).text(), kVersion.text()),
                    "Build it again from the ONNX model.");
    PS_CHECK(header.layoutVersion == kLayoutVersion, Code::Version, "the plan's file layout is number {}, expected {}",
             header.layoutVersion, kLayoutVersion);
    const std::uint64_t needed = sizeof(Header) + std::uint64_t{header.sectionCount} * sizeof(SectionRow) +
                                 header.deviceIdBytes + std::uint64_t{header.fingerprintBytes};
    PS_CHECK(header.sectionCount <= kMaxSections && header.headerBytes <= kMaxHeaderBytes &&
                 header.headerBytes == aligned(needed),
             Code::Format, "{}: its sizes contradict each other", damaged("header"));
    PS_CHECK(header.headerBytes <= bytes.size(), Code::Format, "the plan is cut off inside its header: {} bytes of {}",
             bytes.size(), header.headerBytes);
    const std::uint32_t crc = headerChecksum(bytes.first(header.headerBytes));
    PS_CHECK(crc == header.headerCrc, Code::Checksum, "{}: its checksum is {:08x}, expected {:08x}", damaged("header"),
             crc, header.headerCrc);
    PS_CHECK(header.fileBytes == bytes.size(), Code::Format, "the plan is {}: the file has {} bytes of {}",
             bytes.size() < header.fileBytes ? "cut off" : "too long", bytes.size(), header.fileBytes);
    return {};
}

/// Checks one row against the bytes. `end` is where the row before it ended, and moves on.
Result<Section> readSection(const SectionRow& row, std::span<const std::byte> bytes, std::uint64_t& end) {
    const std::string name(row.name, strnlen(row.name, sizeof row.name - 1));
    const std::uint64_t begin = aligned(end);
    PS_CHECK(row.offset == begin && begin <= bytes.size() && row.bytes <= bytes.size() - begin, Code::Format,
             "section '{}' is outside the file or out of order: {} bytes at {}", name, row.bytes, row.offset);
    PS_CHECK(isZero(bytes.subspan(end, begin - end)), Code::Format, "the padding before section '{}' is not zero", name);
    const std::span<const std::byte> content = bytes.subspan(begin, row.bytes);
    const std::uint32_t crc = crc32c(content);
    PS_CHECK(crc == row.crc, Code::Checksum, "section '{}' is damaged: its checksum is {:08x}, expected {:08x}", name,
             crc, row.crc);
    end = begin + row.bytes;
    return Section{name, content};
}

}  // namespace

const Section* Container::find(std::string_view name) const {
    const auto at = std::find_if(sections.begin(), sections.end(), [&](const Section& s) { return s.name == name; });
    return at == sections.end() ? nullptr : &*at;
}

std::uint64_t sizeOf(const Pieces& pieces) {
    return std::accumulate(pieces.begin(), pieces.end(), std::uint64_t{0}, [](std::uint64_t sum, const Piece& piece) { return sum + piece.bytes.size(); });
}

PackedContainer packContainer(const Container& shell, std::span<const SectionPieces> sections) {
    Header header{};
    std::memcpy(header.magic, kMagic.data(), sizeof header.magic);
    header.layoutVersion = kLayoutVersion;
    const int numbers[4] = {shell.version.major, shell.version.minor, shell.version.patch, shell.version.build};
    std::copy(std::begin(numbers), std::end(numbers), header.version);
    header.sectionCount = static_cast<std::uint32_t>(sections.size());
    header.deviceIdBytes = static_cast<std::uint32_t>(shell.deviceId.size());
    header.fingerprintBytes = static_cast<std::uint32_t>(shell.deviceFingerprint.size());
    const std::size_t texts = sizeof(Header) + sections.size() * sizeof(SectionRow);
    header.headerBytes = static_cast<std::uint32_t>(aligned(texts + shell.deviceId.size() + shell.deviceFingerprint.size()));

    PackedContainer out;
    out.pieces.emplace_back();  // the header's place
    std::vector<SectionRow> rows(sections.size());
    std::uint64_t end = header.headerBytes;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        const SectionPieces& section = sections[i];
        rows[i] = {};
        std::memcpy(rows[i].name, section.name.data(), std::min(section.name.size(), sizeof rows[i].name - 1));
        rows[i].offset = aligned(end);
        rows[i].bytes = sizeOf(section.pieces);
        for (const Piece& piece : section.pieces) {
            rows[i].crc = crc32c(piece.bytes, rows[i].crc);
            piece.letGo();
        }
        out.pieces.push_back(padding(rows[i].offset - end));
        out.pieces.insert(out.pieces.end(), section.pieces.begin(), section.pieces.end());
        end = rows[i].offset + rows[i].bytes;
    }
    header.fileBytes = end;

    std::vector<std::byte> head(header.headerBytes);
    std::copy_n(reinterpret_cast<const std::byte*>(rows.data()), rows.size() * sizeof(SectionRow), head.data() + sizeof(Header));
    std::memcpy(head.data() + texts, shell.deviceId.data(), shell.deviceId.size());
    std::memcpy(head.data() + texts + shell.deviceId.size(), shell.deviceFingerprint.data(), shell.deviceFingerprint.size());
    std::memcpy(head.data(), &header, sizeof header);
    header.headerCrc = headerChecksum(head);
    std::memcpy(head.data(), &header, sizeof header);
    out.header = std::make_unique<const std::vector<std::byte>>(std::move(head));
    out.pieces.front().bytes = *out.header;
    return out;
}

std::vector<std::byte> packContainer(const Container& container) {
    std::vector<SectionPieces> sections;
    for (const Section& section : container.sections) sections.push_back({section.name, {{section.bytes}}});
    return joined(packContainer(container, sections).pieces);
}

std::vector<std::byte> joined(const Pieces& pieces) {
    std::vector<std::byte> out;
    out.reserve(sizeOf(pieces));
    for (const Piece& piece : pieces) out.insert(out.end(), piece.bytes.begin(), piece.bytes.end());
    return out;
}

Piece padding(std::uint64_t bytes) {
    static constexpr std::array<std::byte, kSectionAlignment> kZeros{};
    return {std::span(kZeros).first(bytes)};
}

Result<Container> unpackContainer(std::span<const std::byte> bytes) {
    PS_CHECK(bytes.size() >= sizeof(Header), Code::Format, "the file has {} bytes, too few for a plan", bytes.size());
    Header header;
    std::memcpy(&header, bytes.data(), sizeof header);
    PS_TRY(checkHeader(header, bytes));

    std::vector<SectionRow> rows(header.sectionCount);
    std::copy_n(bytes.data() + sizeof(Header), rows.size() * sizeof(SectionRow), reinterpret_cast<std::byte*>(rows.data()));
    const auto* text = reinterpret_cast<const char*>(bytes.data()) + sizeof(Header) + rows.size() * sizeof(SectionRow);
    Container out;
    out.version = versionOf(header);
    out.deviceId.assign(text, header.deviceIdBytes);
    out.deviceFingerprint.assign(text + header.deviceIdBytes, header.fingerprintBytes);
    std::uint64_t end = header.headerBytes;
    for (const SectionRow& row : rows) {
        PS_ASSIGN(Section section, readSection(row, bytes, end));
        PS_CHECK(!out.find(section.name), Code::Format, "section '{}' appears twice", section.name);
        out.sections.push_back(std::move(section));
    }
    PS_CHECK(end == bytes.size(), Code::Format, "the plan has {} bytes after its last section", bytes.size() - end);
    return out;
}

}  // namespace planscope::plan
