// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
class QCustomPlot;
class QString;

namespace planscope::views {
struct Theme;
}

namespace planscope::views::profiler {

/// Colours and fonts of a plot: background, axes, grids, labels. Replots nothing.
void applyTheme(QCustomPlot& plot, const Theme& theme);

/// Titles of the two axes.
void setAxisTitles(QCustomPlot& plot, const QString& x, const QString& y);

}  // namespace planscope::views::profiler
