// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "views/graph/scene/graph_painter.h"

#include <QString>

namespace planscope::views::graph {

/// Pixels that a PNG may have in all.
inline constexpr qint64 kMostPngPixels = 500'000'000;

/// Pixels of one side: the most that the usual PNG readers and writers accept.
inline constexpr int kMostPngSide = 1'000'000;

/// The size of a picture of the whole graph. @param scale  pixels per scene unit
QSize pngSize(const PreparedGraph& graph, double scale);

/// Why a picture of this size cannot be made, as one sentence; empty if it can.
QString pngProblem(QSize size);

/// The whole graph, drawn in tiles; null if memory does not suffice. @pre pngProblem(pngSize(graph, scale)) is empty
QImage drawPng(const PreparedGraph& graph, double scale, const GraphColors& colors);

}  // namespace planscope::views::graph
