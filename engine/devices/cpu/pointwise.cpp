// SPDX-License-Identifier: Apache-2.0
#include "engine/layers/pointwise.h"

#include "engine/devices/cpu/pointwise_tactic.h"

namespace planscope::devices::cpu::pointwise {
namespace {

constexpr TacticDef kVector{"pointwise.cpu.vector", pointwise_tactic::kVersion, false, pointwise_tactic::accepts,
                            pointwise_tactic::variants, pointwise_tactic::lower};

constexpr const TacticDef* kTactics[] = {&kVector};

}  // namespace

extern constinit const TacticList list{layers::pointwise::kind, kTactics};

}  // namespace planscope::devices::cpu::pointwise
