// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "views/graph/scene/graph_painter.h"

#include <QString>

namespace planscope::views::graph {

/// Pixels that a PNG may have in all.
inline constexpr qint64 kMostPngPixels = 500'000'000;

/// The size of a picture of the whole graph. @param scale  pixels per scene unit
QSize pngSize(const PreparedGraph& graph, double scale);

/// Why a picture of this size cannot be made, as one sentence; empty if it can.
QString pngProblem(QSize size);

/// The whole graph, drawn in tiles. @pre pngProblem(pngSize(graph, scale)) is empty
QImage drawPng(const PreparedGraph& graph, double scale, const GraphColors& colors);

}  // namespace planscope::views::graph
