// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "views/graph/scene/camera.h"
#include "views/graph/scene/node_colors.h"
#include "views/graph/scene/prepared_graph.h"

#include <QImage>
#include <QList>
#include <QWidget>

#include <optional>

class QGestureEvent;
class QHelpEvent;
class QVariantAnimation;

namespace planscope::views {
class EmptyState;
}

namespace planscope::views::graph {

class LayoutJob;
class Minimap;

/// Shows one graph. The wheel zooms at the cursor, dragging pans, Shift and dragging selects, a double click shows a node
/// closely; F or Space fits the selection and then everything, Ctrl+0 is 100 %, arrow keys follow edges, Enter activates,
/// N and Shift+N step through search hits, M toggles the overview.
class GraphCanvas : public QWidget {
    Q_OBJECT

public:
    explicit GraphCanvas(QWidget* parent = nullptr);
    ~GraphCanvas() override;

    /// Shows another graph, or the empty page if null. Large graphs appear when their layout is done (see graphReady).
    void setSnapshot(inspect::GraphSnapshotPtr snapshot);
    const inspect::GraphSnapshotPtr& snapshot() const { return m_snapshot; }
    /// What is on screen; null while there is nothing or the first layout is under way.
    const PreparedGraphPtr& graph() const { return m_graph; }
    bool isLayoutRunning() const;
    void setEmptyText(const QString& title, const QString& hint);

    void setDirection(Direction direction);
    Direction direction() const { return m_direction; }
    void setColorMode(ColorMode mode);
    ColorMode colorMode() const { return m_colorMode; }
    /// What is known beside the graph, one entry per node of the snapshot; null: nothing. A new snapshot forgets it.
    void setOverlay(NodeOverlayPtr overlay);
    const NodeOverlay* overlay() const { return m_overlay.get(); }
    /// Whether nodes that are neither selected nor search hits fade.
    void setDimming(bool isDimming);
    void setMinimapVisible(bool isVisible);
    bool isMinimapVisible() const { return m_wantsMinimap; }

    /// Indices of the selected nodes, ascending. Setting them emits nothing: signals tell what the user did.
    const QList<int>& selection() const { return m_selection; }
    void setSelection(QList<int> nodes);
    /// The node that keys act on, -1: none.
    int currentNode() const { return m_current; }

    /// Marks search hits; the first one in view becomes current without moving the view.
    void setSearchHits(std::vector<int> hits);
    int searchHitCount() const { return static_cast<int>(m_hits.size()); }
    int currentSearchHit() const { return m_hitIndex; }

    Camera camera() const { return m_camera; }
    void setCamera(const Camera& camera);
    /// Moves gently so that a node is in view, if it is not.
    void ensureVisible(int node);
    /// Moves gently to the first selected node if none of them is in view; as soon as there is a picture if there is none.
    void revealSelection();
    /// One rectangle of the scene around some nodes.
    Rect extentOf(const QList<int>& nodes) const;
    /// One colour per node of graph(), in the present mode and theme.
    std::vector<QRgb> nodeColors(const Theme& theme) const;

public Q_SLOTS:
    void fitAll();
    /// Fits the selection; everything if it fits already or nothing is selected.
    void fitSelectionOrAll();
    void showActualSize();
    void zoomIn();
    void zoomOut();
    void nextSearchHit();
    void previousSearchHit();

Q_SIGNALS:
    void graphReady();
    void nodeClicked(int node);
    void nodeActivated(int node);
    void selectionChanged(const QList<int>& nodes);
    void searchHitChanged(int current, int total);
    void cameraChanged();

protected:
    bool event(QEvent* event) override;
    void changeEvent(QEvent* event) override;
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void showEvent(QShowEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    enum class Drag { None, Pressed, Panning, Lasso };
    enum class Step { Forward, Backward, Left, Right };
    struct Hover {
        int node = -1, edge = -1, stub = -1;
        bool operator==(const Hover&) const = default;
    };

    void accept(const PreparedGraphPtr& prepared);
    void invalidate();
    void refreshColors();
    void refreshMinimap();
    Camera startCamera() const;
    void showStart();
    void flyTo(const Camera& target);
    void select(QList<int> nodes, int current);
    void setCurrent(int node);
    void showHit(int index);

    Hover hoverAt(QPointF position) const;
    void setHover(const Hover& hover);
    bool showToolTip(const QHelpEvent& event);
    bool zoomByGesture(const QGestureEvent& event);
    void finishClick(QPointF position, Qt::KeyboardModifiers modifiers);
    void finishLasso(Qt::KeyboardModifiers modifiers);
    void followConnector(int stub);
    void step(Step step);
    int neighbour(Step step) const;

    void renderBase();
    void paintOverlay(QPainter& painter) const;
    void paintHits(QPainter& painter) const;
    void paintSelection(QPainter& painter) const;
    void paintHover(QPainter& painter) const;
    void paintLasso(QPainter& painter) const;
    void paintBusy(QPainter& painter) const;

    inspect::GraphSnapshotPtr m_snapshot;
    PreparedGraphPtr m_graph;
    LayoutJob* m_job = nullptr;
    Minimap* m_minimap = nullptr;
    EmptyState* m_empty = nullptr;
    QVariantAnimation* m_flight = nullptr;

    Camera m_camera;
    Direction m_direction = Direction::TopToBottom;
    ColorMode m_colorMode = ColorMode::Kind;
    NodeOverlayPtr m_overlay;
    bool m_isDimming = false, m_wantsMinimap = true;
    bool m_isAtStart = true;        // nobody moved the view yet: it is fitted anew whenever the size changes
    bool m_wantsReveal = false;     // the selection was made before it could be shown

    std::vector<QRgb> m_colors;
    QImage m_base;
    bool m_isBaseStale = true;

    QList<int> m_selection;
    int m_current = -1;
    std::vector<int> m_hits;
    std::vector<char> m_isHit;
    int m_hitIndex = -1;
    Hover m_hover;
    Drag m_drag = Drag::None;
    QPointF m_pressedAt, m_lastAt;
};

}  // namespace planscope::views::graph
