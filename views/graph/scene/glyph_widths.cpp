// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/graph/scene/glyph_widths.h"

#include <QFontMetricsF>
#include <QGuiApplication>

#include <algorithm>

namespace planscope::views::graph {

QFont fontOf(TextRole role, const NodeStyle& style) {
    QFont font = QGuiApplication::font();
    font.setHintingPreference(QFont::PreferNoHinting);
    const double px = role == TextRole::Title ? style.titlePx : role == TextRole::Body ? style.bodyPx : style.chipPx;
    font.setPixelSize(static_cast<int>(px));
    font.setBold(role == TextRole::Title);
    return font;
}

GlyphWidths::GlyphWidths(const NodeStyle& style) {
    for (std::size_t role = 0; role < kRoles; ++role) {
        const QFontMetricsF metrics(fontOf(static_cast<TextRole>(role), style));
        for (char16_t c = 32; c < 127; ++c) m_advance[role][c] = metrics.horizontalAdvance(QChar(c));
        m_widest[role] = *std::ranges::max_element(m_advance[role]);
    }
}

double GlyphWidths::widthOf(std::string_view utf8, TextRole role) const {
    const auto row = static_cast<std::size_t>(role);
    double width = 0;
    for (const char c : utf8) {
        const auto byte = static_cast<unsigned char>(c);
        const bool isContinuation = (byte & 0xC0) == 0x80;
        if (byte < 128)
            width += m_advance[row][byte];
        else if (!isContinuation)
            width += m_widest[row];
    }
    return width;
}

}  // namespace planscope::views::graph
