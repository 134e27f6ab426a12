// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/network/network.h"
#include "engine/network/patch.h"
#include "engine/passes/declines.h"

#include <optional>
#include <span>
#include <string_view>

namespace planscope::passes {

/// Looks at one layer, proposes a patch or declines. Must not modify anything. A rewrite whose pattern can nearly match
/// takes a third argument, to which it says what was missing.
class RewriteFn {
public:
    using Plain = Result<std::optional<Patch>> (*)(const Network&, LayerId);
    using Explaining = Result<std::optional<Patch>> (*)(const Network&, LayerId, Declines&);

    constexpr RewriteFn(Plain plain) : m_plain(plain) {}
    constexpr RewriteFn(Explaining explaining) : m_explaining(explaining) {}

    Result<std::optional<Patch>> operator()(const Network& network, LayerId layer, Declines& declines) const {
        return m_plain ? m_plain(network, layer) : m_explaining(network, layer, declines);
    }

private:
    Plain m_plain = nullptr;
    Explaining m_explaining = nullptr;
};

/// A local rewrite. One file each, engine/passes/<name>.cpp, which defines `planscope::passes::<name>::def`.
struct RewriteDef {
    std::string_view name;                ///< "fold_scale_into_convolution"
    std::string_view before, after;       ///< one-line sketches for people
    std::span<const LayerKind> anchors;   ///< the rewrite is tried only on these kinds; empty: on every layer
    RewriteFn rewrite;
};

}  // namespace planscope::passes
