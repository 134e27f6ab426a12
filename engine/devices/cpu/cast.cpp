// SPDX-License-Identifier: Apache-2.0
#include "engine/layers/cast.h"

#include "engine/devices/cpu/pointwise_tactic.h"

namespace planscope::devices::cpu::cast {
namespace {

constexpr TacticDef kVector{"cast.cpu.vector", pointwise_tactic::kVersion, false, pointwise_tactic::accepts,
                            pointwise_tactic::variants, pointwise_tactic::lower};

constexpr const TacticDef* kTactics[] = {&kVector};

}  // namespace

extern constinit const TacticList list{layers::cast::kind, kTactics};

}  // namespace planscope::devices::cpu::cast
