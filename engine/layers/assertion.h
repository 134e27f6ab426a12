// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/network/layer_def.h"

#include <string>

namespace planscope::layers::assertion {

inline constexpr LayerKind kind{"assertion"};

/// Inputs: x of any type, a condition of Bool. The output is x, so that what depends on the condition reads it from here. One
/// that is known to be false is refused when the layer is added; otherwise a false element fails the execution.
struct Attrs {
    std::string message;  ///< what it means that the condition is false
};

extern const LayerDef def;

}  // namespace planscope::layers::assertion
