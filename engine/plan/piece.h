// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/network/constant.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace planscope::plan {

/// Bytes of a file that is about to be written, where they lie already: weights of many gigabytes are not copied for it.
struct Piece {
    std::span<const std::byte> bytes;
    const Constant* source = nullptr;  ///< whose bytes they are; null: somebody else's

    /// Whoever has read the piece says so, so that no more than one piece of a mapped file needs memory.
    void letGo() const {
        if (source) source->letGo();
    }
};

/// One after the other, without gaps.
using Pieces = std::vector<Piece>;

std::uint64_t sizeOf(const Pieces& pieces);
std::vector<std::byte> joined(const Pieces& pieces);

/// So many zeros, at most kSectionAlignment.
Piece padding(std::uint64_t bytes);

}  // namespace planscope::plan
