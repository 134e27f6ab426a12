// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "engine/inspect/graph_snapshot.h"

#include <QColor>
#include <QPalette>
#include <QStringView>

#include <array>

namespace planscope::views {

enum class ThemeKind { Light, Dark };

/// Every colour of the canvas, the timeline, the plots and the palette. Text colours reach a contrast of at least 4.5:1
/// on the surfaces they are meant for; hues differ in lightness too, so that they stay apart without red-green vision.
struct Theme {
    ThemeKind kind = ThemeKind::Light;
    QColor window;          ///< behind panels and tool bars
    QColor base;            ///< behind tables and text
    QColor alternateBase;   ///< every second table row
    QColor canvas;          ///< behind graphs, timelines and plots
    QColor text;            ///< on window, base, alternateBase, canvas and nodeFill
    QColor mutedText;       ///< secondary text on the same surfaces
    QColor border;          ///< frames, separators
    QColor gridLine;        ///< plot and timeline grids, very quiet
    QColor nodeFill;
    QColor nodeBorder;
    QColor edge;
    QColor edgeHover;
    QColor connector;       ///< off-page stubs, and their numbers on nodeFill
    QColor accent;          ///< selection in tables, focus, links
    QColor accentText;      ///< on accent
    QColor selection;       ///< outline of selected boxes and slices
    QColor searchHit;       ///< fill behind search hits
    QColor searchCurrent;   ///< outline of the current search hit
    QColor good, warning, error;  ///< as text on base
    std::array<QColor, inspect::kCategoryCount> categories;
    std::array<QColor, 8> series;   ///< curves and lanes, in order of use
    std::array<QColor, 6> heat;     ///< low to high, for heatColor
};

const Theme& lightTheme();
const Theme& darkTheme();
const Theme& themeOf(ThemeKind kind);

/// The theme that fits a widget's palette: dark where its window colour is dark. Widgets call it in paintEvent and on
/// QEvent::PaletteChange, so that setting the application palette is all it takes to switch.
const Theme& themeFor(const QPalette& palette);

/// The palette of the whole application (Fusion style).
QPalette makePalette(const Theme& theme);

QColor categoryColor(const Theme& theme, inspect::Category category);

/// A colour per data type name ("f32", "f16", "i8" ...) or precision ("FP16", "TF32" ...); unknown names share the last series colour.
QColor dataTypeColor(const Theme& theme, QStringView dataType);

/// Position on the heat scale. @param share 0 (cold) to 1 (hot), clamped; NaN counts as 0.
QColor heatColor(const Theme& theme, double share);

/// A colour between two. @param share  0: the first, 1: the second
QColor blend(const QColor& from, const QColor& to, double share);

/// Black or white, whichever reads better on `background` (always at least 4.5:1).
QColor readableTextOn(const QColor& background);

/// WCAG 2 contrast ratio of two opaque colours, 1 to 21.
double contrastRatio(const QColor& first, const QColor& second);

}  // namespace planscope::views
