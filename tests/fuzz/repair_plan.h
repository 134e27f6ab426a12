// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstddef>
#include <span>

namespace planscope::fuzz {

/// Makes magic, version, file size and all checksums of a damaged plan right again, as far as its section table can be
/// followed, so that what lies behind those checks is reached.
void repairPlan(std::span<std::byte> plan);

}  // namespace planscope::fuzz
