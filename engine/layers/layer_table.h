// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/network/layer_def.h"

namespace planscope::layers {

/// Every layer kind, sorted by name. Generated from the list in engine/layers/CMakeLists.txt.
LayerTable table();

}  // namespace planscope::layers
