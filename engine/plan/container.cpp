// SPDX-License-Identifier: Apache-2.0
#include "engine/plan/container.h"

#include "engine/base/check.h"
#include "engine/plan/crc32c.h"

#include <algorithm>
#include <bit>
#include <cstring>

namespace planscope::plan {
namespace {

static_assert(std::endian::native == std::endian::little, "plans are read in place");

constexpr std::uint32_t kLayoutVersion = 1;
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

std::vector<std::byte> packContainer(const Container& container) {
    Header header{};
    std::memcpy(header.magic, kMagic.data(), sizeof header.magic);
    header.layoutVersion = kLayoutVersion;
    const int numbers[4] = {container.version.major, container.version.minor, container.version.patch, container.version.build};
    std::copy(std::begin(numbers), std::end(numbers), header.version);
    header.sectionCount = static_cast<std::uint32_t>(container.sections.size());
    header.deviceIdBytes = static_cast<std::uint32_t>(container.deviceId.size());
    header.fingerprintBytes = static_cast<std::uint32_t>(container.deviceFingerprint.size());
    const std::size_t texts = sizeof(Header) + container.sections.size() * sizeof(SectionRow);
    header.headerBytes =
        static_cast<std::uint32_t>(aligned(texts + container.deviceId.size() + container.deviceFingerprint.size()));

    std::vector<SectionRow> rows(container.sections.size());
    std::uint64_t end = header.headerBytes;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        const Section& section = container.sections[i];
        rows[i] = {};
        std::memcpy(rows[i].name, section.name.data(), std::min(section.name.size(), sizeof rows[i].name - 1));
        rows[i].offset = aligned(end);
        rows[i].bytes = section.bytes.size();
        rows[i].crc = crc32c(section.bytes);
        end = rows[i].offset + section.bytes.size();
    }
    header.fileBytes = end;

    std::vector<std::byte> out(end);
    std::copy_n(reinterpret_cast<const std::byte*>(rows.data()), rows.size() * sizeof(SectionRow), out.data() + sizeof(Header));
    std::memcpy(out.data() + texts, container.deviceId.data(), container.deviceId.size());
    std::memcpy(out.data() + texts + container.deviceId.size(), container.deviceFingerprint.data(),
                container.deviceFingerprint.size());
    std::memcpy(out.data(), &header, sizeof header);
    header.headerCrc = headerChecksum(std::span(out).first(header.headerBytes));
    std::memcpy(out.data(), &header, sizeof header);
    for (std::size_t i = 0; i < rows.size(); ++i)
        std::copy(container.sections[i].bytes.begin(), container.sections[i].bytes.end(), out.begin() + static_cast<std::ptrdiff_t>(rows[i].offset));
    return out;
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
