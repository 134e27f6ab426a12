// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/devices/tactic.h"

/// Planscope's own kernel for convolutions with one input channel per output channel.
namespace planscope::devices::cpu::depthwise {

Verdict accepts(const Problem& problem, const DeviceInfo& device);
std::vector<TacticVariant> variants(const Problem& problem, const DeviceInfo& device);
Result<std::unique_ptr<Kernel>> lower(const Problem& problem, const TacticVariant& variant, const DeviceInfo& device);

}  // namespace planscope::devices::cpu::depthwise
