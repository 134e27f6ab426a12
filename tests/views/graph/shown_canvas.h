// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "views/graph/scene/graph_canvas.h"

#include <QTest>
#include <QWheelEvent>

#include <cmath>

namespace planscope::views::graph {

/// A canvas with a graph on screen.
struct ShownCanvas {
    GraphCanvas canvas;

    explicit ShownCanvas(const inspect::GraphSnapshotPtr& snapshot, QSize size = {800, 600}) {
        canvas.resize(size);
        canvas.setSnapshot(snapshot);
        canvas.show();
        canvas.activateWindow();
        canvas.setFocus();
    }

    bool isReady() { return QTest::qWaitForWindowExposed(&canvas) && QTest::qWaitFor([this] { return canvas.graph() != nullptr; }); }

    /// The middle of a node in the widget.
    QPointF middleOf(int node) const {
        const Rect& box = canvas.graph()->box(node);
        return canvas.camera().toScreen(Point{box.centreX(), box.centreY()});
    }

    bool isInView(int node) const { return QRectF(canvas.rect()).contains(canvas.camera().toScreen(canvas.graph()->box(node))); }

    void zoomByWheel(QPointF at, int notches) {
        QWheelEvent event(at, canvas.mapToGlobal(at), {}, {0, notches * 120}, Qt::NoButton, Qt::NoModifier, Qt::NoScrollPhase, false);
        QCoreApplication::sendEvent(&canvas, &event);
    }
};

inline double distance(Point a, Point b) { return std::hypot(a.x - b.x, a.y - b.y); }

}  // namespace planscope::views::graph
