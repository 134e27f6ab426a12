// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/plan/engine.h"

#include <span>

namespace planscope::plan {

/// The engine that the two sections describe: everything of it but version and device. Every index, enumeration, shape
/// and offset is checked, and every step's outputs are inferred again, so that what comes out can be run.
/// @param weights  16-byte aligned; borrowed by the constants, kept alive by `owner`
/// @errors Code::Format naming the part, or the error of the layer kind that refuses a step
Result<Engine> decodeEngine(std::span<const std::byte> meta, std::span<const std::byte> weights,
                            std::shared_ptr<const void> owner, LayerTable table);

}  // namespace planscope::plan
