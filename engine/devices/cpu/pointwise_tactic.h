// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/devices/tactic.h"

namespace planscope::devices::cpu {

/// One tactic body for every layer kind that works on single elements: the vectorised pointwise kernel on the kind's
/// program, with the epilogue merged in.
namespace pointwise_tactic {

inline constexpr int kVersion = 2;

Verdict accepts(const Problem& problem, const DeviceInfo& device);
std::vector<TacticVariant> variants(const Problem& problem, const DeviceInfo& device);
Result<std::unique_ptr<Kernel>> lower(const Problem& problem, const TacticVariant& variant, const DeviceInfo& device);

}  // namespace pointwise_tactic
}  // namespace planscope::devices::cpu
