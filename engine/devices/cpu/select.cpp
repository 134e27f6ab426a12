// SPDX-License-Identifier: Apache-2.0
#include "engine/layers/select.h"

#include "engine/devices/cpu/pointwise_tactic.h"

namespace planscope::devices::cpu::select {
namespace {

constexpr TacticDef kVector{"select.cpu.vector", pointwise_tactic::kVersion, false, pointwise_tactic::accepts,
                            pointwise_tactic::variants, pointwise_tactic::lower};

constexpr const TacticDef* kTactics[] = {&kVector};

}  // namespace

extern constinit const TacticList list{layers::select::kind, kTactics};

}  // namespace planscope::devices::cpu::select
