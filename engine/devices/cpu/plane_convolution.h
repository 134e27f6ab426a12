// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/devices/tactic.h"

/// Planscope's own kernel for convolutions of one tap between Linear tensors.
namespace planscope::devices::cpu::plane_convolution {

Verdict accepts(const Problem& problem, const DeviceInfo& device);
std::vector<TacticVariant> variants(const Problem& problem, const DeviceInfo& device);
Result<std::unique_ptr<Kernel>> lower(const Problem& problem, const TacticVariant& variant, const DeviceInfo& device);

}  // namespace planscope::devices::cpu::plane_convolution
