// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "views/graph/scene/prepared_graph.h"
#include "views/widgets/theme.h"

#include <QString>

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace planscope::views::graph {

enum class ColorMode { Kind, Time, DataType, Precision, Change, Verdict };

/// What a scope says of a node, in the order of its weight.
enum class Verdict : std::uint8_t { Fine, Advice, Warning, Error };

/// What a graph does not know of its own nodes, one entry per node; lists may be empty.
struct NodeOverlay {
    std::vector<std::string> precisions = {};  ///< "FP16"; empty: none
    std::vector<double> changesNs = {};        ///< time now less time before; NaN: nothing to compare with
    double mostChangeNs = 0;                   ///< largest of their absolute values
    std::vector<Verdict> verdicts = {};        ///< of the scope that is asked
};
using NodeOverlayPtr = std::shared_ptr<const NodeOverlay>;

/// The colour of a node's band, and of the whole node when zoomed out. @param overlay  may be null
QColor nodeColor(const Theme& theme, ColorMode mode, const PreparedGraph& graph, int node, const NodeOverlay* overlay = nullptr);

struct LegendEntry {
    QColor color;
    QString label;
};

/// The colours in use, most frequent first. For times: five steps from nothing to the longest, none if unmeasured; for changes:
/// from the largest gain to the largest loss, none without a comparison.
std::vector<LegendEntry> legendOf(const Theme& theme, ColorMode mode, const PreparedGraph& graph, const NodeOverlay* overlay = nullptr);

}  // namespace planscope::views::graph
