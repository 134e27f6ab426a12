// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/plan/engine.h"

namespace planscope::shapes {

/// An open engine for people: what runs at the opt shapes of a profile, extents that only data decides at their bounds, and
/// between it the steps that only a run can bind: control flow with its bodies, and what waits for it. Their tensors may have
/// open extents, and they have the tactic that the profile chose for them, or none. It keeps the bindings and profiles of
/// `engine` and is not for running.
/// @errors Code::Option if there is no such profile; those of binding
Result<Engine> shownEngine(const Engine& engine, std::size_t profile, const Device& device);

}  // namespace planscope::shapes
