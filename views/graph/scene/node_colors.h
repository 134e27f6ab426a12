// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "views/graph/scene/prepared_graph.h"
#include "views/widgets/theme.h"

#include <QString>

namespace planscope::views::graph {

enum class ColorMode { Kind, Time, DataType };

/// The colour of a node's band, and of the whole node when zoomed out.
QColor nodeColor(const Theme& theme, ColorMode mode, const PreparedGraph& graph, int node);

struct LegendEntry {
    QColor color;
    QString label;
};

/// The colours in use, most frequent first. For times: five steps from nothing to the longest, none if unmeasured.
std::vector<LegendEntry> legendOf(const Theme& theme, ColorMode mode, const PreparedGraph& graph);

}  // namespace planscope::views::graph
