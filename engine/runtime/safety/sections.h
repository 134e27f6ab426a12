// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/runtime/safety/fault.h"
#include "engine/runtime/safety/layout.h"

namespace planscope {
namespace safety {

struct Bytes {
    const unsigned char* data = nullptr;
    std::uint64_t count = 0;
};

/// The plan's tables where they lie.
struct Sections {
    const MetaRecord* meta = nullptr;
    const TensorRecord* tensors = nullptr;
    const StepRecord* steps = nullptr;
    const std::uint32_t* links = nullptr;
    Bytes parameters, names, weights;
};

/// Reads the container: magic, version, sizes, the checksum of the header and of each section; no index inside the tables yet.
/// @param plan   aligned to 64, alive as long as `sections`
/// @param fault  what is wrong, with the section's number as detail
bool readSections(Bytes plan, Sections* sections, FaultRecord* fault) noexcept;

}  // namespace safety
}  // namespace planscope
