// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "views/graph/layout/node_metrics.h"

#include <QFont>

#include <array>

namespace planscope::views::graph {

/// The face of each text role at 100 %.
QFont fontOf(TextRole role, const NodeStyle& style);

/// Advances of the ASCII glyphs of each role, read once on the GUI thread, so that texts can be measured quickly on any
/// thread. Other characters count as wide as the widest one.
class GlyphWidths {
public:
    explicit GlyphWidths(const NodeStyle& style);

    double widthOf(std::string_view utf8, TextRole role) const;

private:
    static constexpr int kRoles = 3;
    std::array<std::array<double, 128>, kRoles> m_advance{};
    std::array<double, kRoles> m_widest{};
};

}  // namespace planscope::views::graph
