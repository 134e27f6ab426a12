// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "views/graph/scene/prepared_graph.h"
#include "views/widgets/theme.h"

#include <QRgb>
#include <QSize>
#include <QString>

#include <vector>

namespace planscope::views::graph {

/// How an export ended.
struct ExportReport {
    QString problem = {};   ///< one sentence, empty if the file was written
    QString summary = {};   ///< what was written, e.g. "1 200 × 3 400 pixels"
};

/// A whole graph as it looked when the drawing was taken: layout and colours. A value that shares the graph; every
/// function may be called on any thread.
class GraphDrawing {
public:
    GraphDrawing() = default;
    /// @param graph   null: there is nothing to draw
    /// @param colors  one per node
    GraphDrawing(PreparedGraphPtr graph, const Theme& theme, std::vector<QRgb> colors);

    /// Empty where there is no graph.
    QByteArray svg() const;
    ExportReport writeSvg(const QString& path) const;
    /// @param scale  pixels per scene unit; 1 is 100 %
    ExportReport writePng(const QString& path, double scale) const;
    /// The size that writePng gives the picture.
    QSize pngSizeAt(double scale) const;

private:
    PreparedGraphPtr m_graph;
    const Theme* m_theme = nullptr;
    std::vector<QRgb> m_colors;
};

}  // namespace planscope::views::graph
