// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/base/result.h"
#include "engine/base/version.h"
#include "engine/plan/piece.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace planscope::plan {

/// The outer shell of a plan file, which knows nothing of engines. Little-endian:
///
/// | offset | bytes | what                                                       |
/// |-------:|------:|------------------------------------------------------------|
/// |      0 |     8 | "PLANSCOP"                                                 |
/// |      8 |     4 | bytes of the header, padding included                      |
/// |     12 |     4 | version of this layout                                     |
/// |     16 |    16 | version of the writer: major, minor, patch, build          |
/// |     32 |     8 | bytes of the file                                          |
/// |     40 |     4 | number of sections                                         |
/// |     44 |     4 | bytes of the device's id                                   |
/// |     48 |     4 | bytes of the device's fingerprint                          |
/// |     52 |     4 | CRC-32C of the header with this field as zero              |
/// |     56 |     8 | zero                                                       |
/// |     64 |    40 | per section: name (16), offset (8), bytes (8), CRC-32C (4), zero (4) |
/// |        |       | device id, fingerprint, zeros up to a multiple of 64       |
///
/// Sections follow in the order of the table, each at the next multiple of 64, with zeros between; the file ends with
/// the last one. So every bit of a file is checked.
inline constexpr std::size_t kSectionAlignment = 64;
inline constexpr std::uint32_t kLayoutVersion = 2;  ///< 1: records were not compressed
inline constexpr std::string_view kMagic = "PLANSCOP";

struct Section {
    std::string name;  ///< at most 15 characters
    std::span<const std::byte> bytes;
};

struct Container {
    Version version = kVersion;
    std::string deviceId, deviceFingerprint;
    std::vector<Section> sections;  ///< names are unique

    const Section* find(std::string_view name) const;
};

/// A section that is about to be written.
struct SectionPieces {
    std::string name;  ///< at most 15 characters
    Pieces pieces;
};

/// A whole file: `pieces` refer to the sections' bytes and to `header`.
struct PackedContainer {
    std::unique_ptr<const std::vector<std::byte>> header;
    Pieces pieces;
};

/// Reads every section once, for its checksum. The sections of `shell` itself are not written.
PackedContainer packContainer(const Container& shell, std::span<const SectionPieces> sections);

/// The same in memory, of the sections that `container` has.
std::vector<std::byte> packContainer(const Container& container);

/// Borrows the sections from `bytes`. @errors Code::Format, Code::Version, Code::Checksum naming the header or section
Result<Container> unpackContainer(std::span<const std::byte> bytes);

}  // namespace planscope::plan
