// SPDX-License-Identifier: Apache-2.0
#include "engine/layers/elementwise.h"

#include "engine/devices/cpu/pointwise_tactic.h"

namespace planscope::devices::cpu::elementwise {
namespace {

constexpr TacticDef kVector{"elementwise.cpu.vector", pointwise_tactic::kVersion, false, pointwise_tactic::accepts,
                            pointwise_tactic::variants, pointwise_tactic::lower};

constexpr const TacticDef* kTactics[] = {&kVector};

}  // namespace

extern constinit const TacticList list{layers::elementwise::kind, kTactics};

}  // namespace planscope::devices::cpu::elementwise
