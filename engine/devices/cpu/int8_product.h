// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/devices/tactic.h"

/// Planscope's own kernel for convolutions and products of matrices of integers, exact whatever the weights are.
namespace planscope::devices::cpu::int8_product {

Verdict acceptsConvolution(const Problem& problem, const DeviceInfo& device);
Verdict acceptsMatrices(const Problem& problem, const DeviceInfo& device);
std::vector<TacticVariant> variants(const Problem& problem, const DeviceInfo& device);
Result<std::unique_ptr<Kernel>> lower(const Problem& problem, const TacticVariant& variant, const DeviceInfo& device);

}  // namespace planscope::devices::cpu::int8_product
