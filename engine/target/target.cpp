// SPDX-License-Identifier: Apache-2.0
#include "engine/target/target.h"

#include <algorithm>

namespace planscope {
namespace {

constexpr Target kTargets[] = {
    {"drive-orin", "NVIDIA DRIVE Orin", 8, 7, true, false, true, false, 2, 2, true, true, true},
    {"drive-orin-qnx", "NVIDIA DRIVE Orin, QNX for Safety", 8, 7, true, true, true, false, 2, 2, true, true, true},
    {"a10", "NVIDIA A10", 8, 6, false, false, true, true, 0, 0, true, true, false},
    {"pg199", "NVIDIA DRIVE A100 PG199", 8, 0, true, false, true, true, 0, 0, true, true, false},
    {"a100", "NVIDIA A100", 8, 0, false, false, true, true, 0, 0, true, true, false},
    {"t4", "NVIDIA T4", 7, 5, false, false, false, false, 0, 0, true, false, false},
    {"xavier", "NVIDIA DRIVE Xavier", 7, 2, true, false, false, false, 2, 1, true, false, false},
    {"v100", "NVIDIA V100", 7, 0, false, false, false, false, 0, 0, true, false, false},
    {"l4", "NVIDIA L4", 8, 9, false, false, true, true, 0, 0, true, true, false},
    {"h200", "NVIDIA H200", 9, 0, false, false, true, true, 0, 0, false, false, false},
};

}  // namespace

std::span<const Target> targets() { return kTargets; }

const Target* findTarget(std::string_view id) {
    const auto at = std::ranges::find(kTargets, id, &Target::id);
    return at == std::end(kTargets) ? nullptr : at;
}

}  // namespace planscope
