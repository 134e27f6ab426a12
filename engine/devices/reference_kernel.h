// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/devices/tactic.h"

namespace planscope::devices {

/// One tactic for every layer kind: the scalar reference kernel of the kind, then the reference evaluation of the
/// epilogue, in Linear format; copies between all formats.
namespace reference_kernel {

Verdict accepts(const Problem& problem, const DeviceInfo& device);
std::vector<TacticVariant> variants(const Problem& problem, const DeviceInfo& device);
Result<std::unique_ptr<Kernel>> lower(const Problem& problem, const TacticVariant& variant, const DeviceInfo& device);

}  // namespace reference_kernel
}  // namespace planscope::devices
