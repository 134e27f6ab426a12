// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstddef>
#include <cstdint>
#include <vector>

namespace planscope::safety_tests {

/// Where section number `section` of a plan of ours lies.
std::uint64_t sectionOffset(const std::vector<std::byte>& plan, int section);

/// Makes the SHA-256 right again, as far as the table can be followed. The checksums come after.
void repairDigest(std::vector<std::byte>& plan);
/// The same with the CRC-32C of every section and of the header.
void repairChecksums(std::vector<std::byte>& plan);

}  // namespace planscope::safety_tests
