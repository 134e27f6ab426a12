// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/network/layer_def.h"

#include <optional>

namespace planscope::layer_tests {

/// The attributes with another value in one field (not necessarily one that the kind accepts); nothing if none is
/// known.
std::optional<Attrs> withOtherValue(const LayerDef& def, const Attrs& attrs, const AttrField& field);

}  // namespace planscope::layer_tests
