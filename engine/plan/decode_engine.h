// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/plan/engine.h"

#include <span>

namespace planscope::plan {

/// What the constants of an engine borrow their bytes from.
struct WeightsSection {
    std::span<const std::byte> bytes;   ///< 16-byte aligned
    std::shared_ptr<const void> owner;  ///< keeps them alive
    Constant::Residence residence = Constant::Residence::Memory;
};

/// The engine that the two sections describe: everything of it but version and device. Every index, enumeration, shape
/// and offset is checked, and every step's outputs are inferred again, so that what comes out can be run.
/// @errors Code::Format naming the part, or the error of the layer kind that refuses a step
Result<Engine> decodeEngine(std::span<const std::byte> meta, WeightsSection weights, LayerTable table);

}  // namespace planscope::plan
