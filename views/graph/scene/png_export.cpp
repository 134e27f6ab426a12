// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/graph/scene/png_export.h"

#include <QCoreApplication>
#include <QLocale>

#include <algorithm>
#include <cmath>
#include <cstring>

namespace planscope::views::graph {
namespace {

constexpr int kTile = 2048;   // within the coordinate range of the raster engine

void copyInto(QImage& target, const QImage& tile, int left, int top) {
    const QImage packed = tile.convertToFormat(QImage::Format_RGB888);
    for (int y = 0; y < packed.height(); ++y)
        std::memcpy(target.scanLine(top + y) + 3 * left, packed.constScanLine(y), static_cast<std::size_t>(3 * packed.width()));
}

}  // namespace

QSize pngSize(const PreparedGraph& graph, double scale) {
    const auto side = [scale](double extent) {
        return static_cast<int>(std::clamp(std::ceil(extent * scale), 1.0, 2e9));
    };
    return {side(graph.layout.bounds.width), side(graph.layout.bounds.height)};
}

QString pngProblem(QSize size) {
    const qint64 pixels = static_cast<qint64>(size.width()) * size.height();
    const QLocale locale;
    if (std::max(size.width(), size.height()) > kMostPngSide)
        return QCoreApplication::translate("GraphExport",
                                           "The picture would be %1 × %2 pixels; a side may have %3 at most. "
                                           "Choose a smaller scale or export SVG.")
            .arg(locale.toString(size.width()), locale.toString(size.height()), locale.toString(kMostPngSide));
    if (pixels <= kMostPngPixels) return {};
    return QCoreApplication::translate("GraphExport",
                                       "The picture would be %1 × %2 pixels, %3 million; the limit is %4 million. "
                                       "Choose a smaller scale or export SVG.")
        .arg(locale.toString(size.width()), locale.toString(size.height()), locale.toString(pixels / 1'000'000),
             locale.toString(kMostPngPixels / 1'000'000));
}

QImage drawPng(const PreparedGraph& graph, double scale, const GraphColors& colors) {
    const QSize size = pngSize(graph, scale);
    QImage picture(size, QImage::Format_RGB888);
    if (picture.isNull()) return picture;
    const Rect& bounds = graph.layout.bounds;
    for (int top = 0; top < size.height(); top += kTile)
        for (int left = 0; left < size.width(); left += kTile) {
            const QSize tile(std::min(kTile, size.width() - left), std::min(kTile, size.height() - top));
            Camera camera;
            camera.scale = scale;
            camera.origin = {bounds.x + left / scale, bounds.y + top / scale};
            copyInto(picture, renderGraph(graph, camera, tile, 1.0, colors), left, top);
        }
    return picture;
}

}  // namespace planscope::views::graph
