// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/devices/tactic.h"

/// A deconvolution of stride s as one convolution of stride 1 with s x s times the output channels (each computes one
/// phase of the output's pixels), then a copy that interleaves the phases. The convolution is oneDNN's, in ChannelLast, where
/// the copy moves whole pixels. Source: Shi et al., Is the deconvolution layer the same as a convolutional layer?, 2016.
namespace planscope::devices::cpu::subpixel {

Verdict accepts(const Problem& problem, const DeviceInfo& device);
std::vector<TacticVariant> variants(const Problem& problem, const DeviceInfo& device);
Result<std::unique_ptr<Kernel>> lower(const Problem& problem, const TacticVariant& variant, const DeviceInfo& device);

}  // namespace planscope::devices::cpu::subpixel
