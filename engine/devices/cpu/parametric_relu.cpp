// SPDX-License-Identifier: Apache-2.0
#include "engine/layers/parametric_relu.h"

#include "engine/devices/cpu/pointwise_tactic.h"

namespace planscope::devices::cpu::parametric_relu {
namespace {

constexpr TacticDef kVector{"parametric_relu.cpu.vector", pointwise_tactic::kVersion, false, pointwise_tactic::accepts,
                            pointwise_tactic::variants, pointwise_tactic::lower};

constexpr const TacticDef* kTactics[] = {&kVector};

}  // namespace

extern constinit const TacticList list{layers::parametric_relu::kind, kTactics};

}  // namespace planscope::devices::cpu::parametric_relu
