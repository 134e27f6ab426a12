// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstddef>
#include <cstdint>
#include <span>

/// What libFuzzer and the replay program (replay.cpp) call for each input. Every target of this folder defines it once; it
/// always answers 0 and ends the process where a law of the library is broken.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace planscope::fuzz {

inline std::span<const std::byte> asBytes(const std::uint8_t* data, std::size_t size) {
    return std::as_bytes(std::span(data, size));
}

/// Ends the process with a sentence where `holds` is false, so that the fuzzer keeps the input.
void require(bool holds, const char* law);

}  // namespace planscope::fuzz
