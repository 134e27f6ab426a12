// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "views/graph/scene/graph_painter.h"

#include <QPixmap>
#include <QWidget>

namespace planscope::views::graph {

/// The whole graph in a corner with the part that is shown. The picture is kept until graph, colours or size change.
class Minimap : public QWidget {
    Q_OBJECT

public:
    explicit Minimap(QWidget* parent);

    /// @param colors  one per node, copied into the picture at once
    void setGraph(const PreparedGraphPtr& graph, const GraphColors& colors);
    void setShown(const Rect& shown);
    /// The size that suits the graph's proportions within a viewport.
    QSize sizeFor(QSize viewport) const;

Q_SIGNALS:
    /// The user pointed at a place in scene units.
    void placeRequested(QPointF scene);

protected:
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;

private:
    void pointAt(QPointF position);

    PreparedGraphPtr m_graph;
    Camera m_camera;
    Rect m_shown;
    QPixmap m_picture;
};

}  // namespace planscope::views::graph
