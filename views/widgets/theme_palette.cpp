// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/widgets/theme.h"

namespace planscope::views {

QPalette makePalette(const Theme& theme) {
    QPalette palette(theme.window);
    const auto set = [&palette](QPalette::ColorRole role, const QColor& color) { palette.setColor(role, color); };
    set(QPalette::Window, theme.window);
    set(QPalette::WindowText, theme.text);
    set(QPalette::Base, theme.base);
    set(QPalette::AlternateBase, theme.alternateBase);
    set(QPalette::Text, theme.text);
    set(QPalette::Button, theme.window);
    set(QPalette::ButtonText, theme.text);
    set(QPalette::BrightText, theme.error);
    set(QPalette::ToolTipBase, theme.nodeFill);
    set(QPalette::ToolTipText, theme.text);
    set(QPalette::PlaceholderText, theme.mutedText);
    set(QPalette::Highlight, theme.accent);
    set(QPalette::HighlightedText, theme.accentText);
    set(QPalette::Link, theme.edgeHover);
    set(QPalette::LinkVisited, theme.connector);
    const QColor disabled = theme.kind == ThemeKind::Dark ? QColor(0x7b8696) : QColor(0x8b95a3);
    for (const auto role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText, QPalette::HighlightedText})
        palette.setColor(QPalette::Disabled, role, disabled);
    palette.setColor(QPalette::Disabled, QPalette::Highlight, theme.border);
    return palette;
}

}  // namespace planscope::views
