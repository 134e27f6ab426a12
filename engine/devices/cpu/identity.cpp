// SPDX-License-Identifier: Apache-2.0
#include "engine/layers/identity.h"

#include "engine/devices/cpu/pointwise_tactic.h"

namespace planscope::devices::cpu::identity {
namespace {

constexpr TacticDef kVector{"identity.cpu.vector", pointwise_tactic::kVersion, false, pointwise_tactic::accepts,
                            pointwise_tactic::variants, pointwise_tactic::lower};

constexpr const TacticDef* kTactics[] = {&kVector};

}  // namespace

extern constinit const TacticList list{layers::identity::kind, kTactics};

}  // namespace planscope::devices::cpu::identity
