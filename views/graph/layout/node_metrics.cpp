// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/graph/layout/node_metrics.h"

#include <algorithm>
#include <cmath>

namespace planscope::views::graph {
namespace {

constexpr std::size_t kMostChipRows = 3;

std::size_t characterCount(std::string_view utf8) {
    return static_cast<std::size_t>(
        std::ranges::count_if(utf8, [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

}  // namespace

double approximateTextWidth(std::string_view text, TextRole role) {
    constexpr double kPerCharacter[] = {8.0, 6.6, 6.0};
    return static_cast<double>(characterCount(text)) * kPerCharacter[static_cast<int>(role)];
}

std::vector<ChipBox> placeChips(const NodeText& text, double boxWidth, const NodeStyle& style,
                                const TextWidth& widthOf) {
    std::vector<ChipBox> chips;
    const double left = style.padding, right = boxWidth - style.padding;
    const auto chipWidth = [&](const std::string& label) {
        return std::min(right - left, widthOf(label, TextRole::Chip) + 2 * style.chipPadding);
    };
    const double rowHeight = style.chipHeight + style.chipRowGap;
    double x = left, y = style.titleHeight + style.lineHeight * static_cast<double>(text.lines.size()) + 4;
    std::size_t row = 0;
    for (std::size_t i = 0; i < text.chips.size(); ++i) {
        const bool isLastRow = row + 1 == kMostChipRows;
        const std::string rest = std::string("+").append(std::to_string(text.chips.size() - i));
        const double width = chipWidth(text.chips[i]), restWidth = chipWidth(rest);
        const bool isFull = x > left && x + width > right;
        const bool leavesNoRoom = i + 1 < text.chips.size() && x + width + style.chipGap + restWidth > right;
        if (isLastRow && (isFull || leavesNoRoom)) {
            chips.push_back({{x, y, restWidth, style.chipHeight}, rest});
            break;
        }
        if (isFull) {
            x = left;
            y += rowHeight;
            ++row;
        }
        chips.push_back({{x, y, width, style.chipHeight}, text.chips[i]});
        x += width + style.chipGap;
    }
    return chips;
}

Size measureNode(const NodeText& text, const NodeStyle& style, const TextWidth& widthOf) {
    double inner = widthOf(text.title, TextRole::Title);
    if (!text.badge.empty()) inner += style.badgeGap + widthOf(text.badge, TextRole::Body);
    for (const std::string& line : text.lines) inner = std::max(inner, widthOf(line, TextRole::Body));
    double allChips = 0;
    for (const std::string& chip : text.chips)
        allChips += widthOf(chip, TextRole::Chip) + 2 * style.chipPadding + style.chipGap;
    inner = std::max(inner, std::min(allChips - style.chipGap, 170.0));
    const double width = std::clamp(std::ceil(inner + 2 * style.padding), style.leastWidth, style.mostWidth);
    double height = style.titleHeight + style.lineHeight * static_cast<double>(text.lines.size());
    if (!text.lines.empty()) height += style.bottomPadding;
    const std::vector<ChipBox> chips = placeChips(text, width, style, widthOf);
    if (!chips.empty()) height = chips.back().rect.bottom() + style.bottomPadding;
    return {width, height};
}

}  // namespace planscope::views::graph
