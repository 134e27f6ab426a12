// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "views/graph/layout/geometry.h"
#include "views/graph/layout/node_text.h"

#include <functional>
#include <string_view>

namespace planscope::views::graph {

enum class TextRole { Title, Body, Chip };

/// Width of a text in scene units. Must be safe to call from the thread that measures.
using TextWidth = std::function<double(std::string_view text, TextRole role)>;

/// The inner measures of a box that both the measuring and the painting go by.
struct NodeStyle {
    double titleHeight = 24;
    double lineHeight = 16;
    double chipHeight = 16, chipPadding = 6, chipGap = 4, chipRowGap = 3;
    double padding = 9;          ///< left and right of texts
    double bottomPadding = 6;
    double badgeGap = 10;
    double leastWidth = 84, mostWidth = 250;
    double cornerRadius = 5;
    double titlePx = 12, bodyPx = 11, chipPx = 10;
};

/// Where one chip stands, relative to the box.
struct ChipBox {
    Rect rect;
    std::string text;
};

/// Chips in rows as wide as the box allows; the last one says "+3" when not all fit into three rows.
std::vector<ChipBox> placeChips(const NodeText& text, double boxWidth, const NodeStyle& style, const TextWidth& widthOf);

Size measureNode(const NodeText& text, const NodeStyle& style, const TextWidth& widthOf);

/// Widths by average characters of a common sans-serif face, for where no font is at hand.
double approximateTextWidth(std::string_view text, TextRole role);

}  // namespace planscope::views::graph
