// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/shapes/binding.h"

#include <optional>

namespace planscope::shapes {

/// The inputs of the bodies of a control step when it starts, the first iteration of a loop: what their tactics are chosen for.
/// Nothing while an input of the step has no numbers.
/// @pre the step has bodies that go with it
std::optional<std::vector<InputExtents>> firstBodyInputs(const EngineStep& step, const Binding& binding);

}  // namespace planscope::shapes
