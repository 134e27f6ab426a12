// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/network/network.h"
#include "engine/network/patch.h"

#include <optional>
#include <span>
#include <string_view>

namespace planscope::passes {

/// Looks at one layer, proposes a patch or declines. Must not modify anything.
using RewriteFn = Result<std::optional<Patch>> (*)(const Network&, LayerId);

/// A local rewrite. One file each, engine/passes/<name>.cpp, which defines `planscope::passes::<name>::def`.
struct RewriteDef {
    std::string_view name;                ///< "fold_scale_into_convolution"
    std::string_view before, after;       ///< one-line sketches for people
    std::span<const LayerKind> anchors;   ///< the rewrite is tried only on these kinds; empty: on every layer
    RewriteFn rewrite;
};

}  // namespace planscope::passes
