// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/graph/panel/graph_drawing.h"

#include "views/graph/scene/png_export.h"
#include "views/graph/scene/svg_export.h"

#include <QCoreApplication>
#include <QLocale>
#include <QSaveFile>

namespace planscope::views::graph {
namespace {

QString translated(const char* sentence) { return QCoreApplication::translate("GraphExport", sentence); }

ExportReport problem(const QString& sentence) { return {.problem = sentence}; }
ExportReport nothingToDraw() { return problem(translated("There is no graph to export in this tab.")); }
ExportReport notWritten(const QSaveFile& file) {
    return problem(translated("The file %1 could not be written: %2.").arg(file.fileName(), file.errorString()));
}

}  // namespace

GraphDrawing::GraphDrawing(PreparedGraphPtr graph, const Theme& theme, std::vector<QRgb> colors)
    : m_graph(std::move(graph)), m_theme(&theme), m_colors(std::move(colors)) {}

QByteArray GraphDrawing::svg() const { return m_graph ? graph::writeSvg(*m_graph, {*m_theme, m_colors}) : QByteArray(); }

ExportReport GraphDrawing::writeSvg(const QString& path) const {
    if (!m_graph) return nothingToDraw();
    const QByteArray document = svg();
    QSaveFile file(path);
    const bool isWritten = file.open(QIODevice::WriteOnly) && file.write(document) == document.size() && file.commit();
    if (!isWritten) return notWritten(file);
    return {.summary = translated("%1 nodes").arg(QLocale().toString(m_graph->nodeCount()))};
}

QSize GraphDrawing::pngSizeAt(double scale) const { return m_graph ? pngSize(*m_graph, scale) : QSize(); }

ExportReport GraphDrawing::writePng(const QString& path, double scale) const {
    if (!m_graph) return nothingToDraw();
    const QSize size = pngSizeAt(scale);
    if (const QString reason = pngProblem(size); !reason.isEmpty()) return problem(reason);
    const QImage picture = drawPng(*m_graph, scale, {*m_theme, m_colors});
    if (picture.isNull())
        return problem(translated("There is not enough memory for the picture. Choose a smaller scale or export SVG."));
    QSaveFile file(path);
    const bool isWritten = file.open(QIODevice::WriteOnly) && picture.save(&file, "PNG") && file.commit();
    if (!isWritten) return notWritten(file);
    const QLocale locale;
    return {.summary = translated("%1 × %2 pixels").arg(locale.toString(size.width()), locale.toString(size.height()))};
}

}  // namespace planscope::views::graph
