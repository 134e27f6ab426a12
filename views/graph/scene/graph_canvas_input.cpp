// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/graph/scene/graph_canvas.h"

#include "views/graph/scene/minimap.h"
#include "views/graph/scene/node_descriptions.h"
#include "views/widgets/empty_state.h"

#include <QApplication>
#include <QGestureEvent>
#include <QHelpEvent>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QNativeGestureEvent>
#include <QPinchGesture>
#include <QToolTip>
#include <QVariantAnimation>
#include <QWheelEvent>

#include <algorithm>
#include <cmath>

namespace planscope::views::graph {
namespace {

constexpr double kZoomPerNotch = 1.2, kNotch = 120.0;
constexpr double kEdgeTolerancePx = 5;
constexpr double kPickEdgesFrom = 0.12;    // further out edges are too thin to point at

}  // namespace

bool GraphCanvas::event(QEvent* event) {
    if (event->type() == QEvent::ToolTip) return showToolTip(*static_cast<QHelpEvent*>(event));
    if (event->type() == QEvent::Gesture) return zoomByGesture(*static_cast<QGestureEvent*>(event));
    if (event->type() == QEvent::NativeGesture) {
        const auto* const gesture = static_cast<QNativeGestureEvent*>(event);
        if (gesture->gestureType() != Qt::ZoomNativeGesture) return QWidget::event(event);
        setCamera(m_camera.zoomed(1 + gesture->value(), gesture->position()));
        return true;
    }
    return QWidget::event(event);
}

void GraphCanvas::changeEvent(QEvent* event) {
    if (event->type() == QEvent::PaletteChange) refreshColors();
    QWidget::changeEvent(event);
}

/// Before the user moved the view it is fitted anew; later its middle stays in the middle.
void GraphCanvas::resizeEvent(QResizeEvent* event) {
    m_empty->setGeometry(rect());
    if (m_isAtStart) {
        showStart();
    } else if (event->oldSize().isValid()) {
        const QSizeF change = event->size() - event->oldSize();
        setCamera(m_camera.panned({change.width() / 2, change.height() / 2}));
    }
    refreshMinimap();
    invalidate();
}

void GraphCanvas::showEvent(QShowEvent* event) {
    QWidget::showEvent(event);
    if (m_isAtStart) showStart();
    if (m_wantsReveal) revealSelection();
}

bool GraphCanvas::zoomByGesture(const QGestureEvent& event) {
    const auto* const pinch = static_cast<QPinchGesture*>(event.gesture(Qt::PinchGesture));
    if (!pinch) return false;
    setCamera(m_camera.zoomed(pinch->scaleFactor(), mapFromGlobal(pinch->centerPoint().toPoint())));
    return true;
}

void GraphCanvas::wheelEvent(QWheelEvent* event) {
    const double notches = event->angleDelta().y() / kNotch;
    if (notches == 0 || !m_graph) return;
    m_flight->stop();
    setCamera(m_camera.zoomed(std::pow(kZoomPerNotch, notches), event->position()));
    setHover(hoverAt(event->position()));
    event->accept();
}

GraphCanvas::Hover GraphCanvas::hoverAt(QPointF position) const {
    Hover hover;
    if (!m_graph) return hover;
    const Point scene = m_camera.toScene(position);
    hover.node = m_graph->grid.nodeAt(m_graph->layout, scene);
    if (hover.node >= 0 || m_camera.scale < kPickEdgesFrom) return hover;
    hover.stub = m_graph->grid.stubAt(m_graph->layout, scene);
    if (hover.stub < 0) hover.edge = m_graph->grid.edgeAt(m_graph->layout, scene, kEdgeTolerancePx / m_camera.scale);
    return hover;
}

void GraphCanvas::setHover(const Hover& hover) {
    if (hover == m_hover) return;
    m_hover = hover;
    const bool isClickable = hover.node >= 0 || hover.edge >= 0 || hover.stub >= 0;
    setCursor(isClickable ? Qt::PointingHandCursor : Qt::ArrowCursor);
    update();
}

void GraphCanvas::leaveEvent(QEvent*) { setHover({}); }

bool GraphCanvas::showToolTip(const QHelpEvent& event) {
    const Hover hover = hoverAt(event.pos());
    QString text;
    if (hover.node >= 0)
        text = nodeToolTip(*m_snapshot, hover.node);
    else if (hover.stub >= 0)
        text = connectorToolTip(*m_graph, m_graph->layout.connectors[static_cast<std::size_t>(hover.stub)]);
    else if (hover.edge >= 0)
        text = edgeToolTip(*m_snapshot, m_graph->layout.edges[static_cast<std::size_t>(hover.edge)]);
    QToolTip::showText(event.globalPos(), text, this);
    return true;
}

void GraphCanvas::mousePressEvent(QMouseEvent* event) {
    m_flight->stop();
    m_pressedAt = m_lastAt = event->position();
    const bool isLasso = event->button() == Qt::LeftButton && event->modifiers().testFlag(Qt::ShiftModifier);
    if (isLasso && m_graph)
        m_drag = Drag::Lasso;
    else if (event->button() == Qt::LeftButton)
        m_drag = Drag::Pressed;
    else if (event->button() == Qt::MiddleButton)
        m_drag = Drag::Panning;
    else
        event->ignore();
}

void GraphCanvas::mouseMoveEvent(QMouseEvent* event) {
    const QPointF position = event->position();
    if (m_drag == Drag::None) return setHover(hoverAt(position));
    const bool isFar = (position - m_pressedAt).manhattanLength() >= QApplication::startDragDistance();
    if (m_drag == Drag::Pressed && isFar) {
        m_drag = Drag::Panning;
        setCursor(Qt::ClosedHandCursor);
    }
    if (m_drag == Drag::Panning) setCamera(m_camera.panned(position - m_lastAt));
    m_lastAt = position;
    if (m_drag == Drag::Lasso) update();
}

void GraphCanvas::mouseReleaseEvent(QMouseEvent* event) {
    const Drag drag = std::exchange(m_drag, Drag::None);
    if (drag == Drag::Pressed) finishClick(event->position(), event->modifiers());
    if (drag == Drag::Lasso) finishLasso(event->modifiers());
    if (drag == Drag::Panning) {
        setCursor(Qt::ArrowCursor);
        setHover(hoverAt(event->position()));
    }
    update();
}

void GraphCanvas::finishClick(QPointF position, Qt::KeyboardModifiers modifiers) {
    const Hover at = hoverAt(position);
    if (at.stub >= 0) return followConnector(at.stub);
    if (at.node < 0) return select({}, -1);
    QList<int> nodes{at.node};
    if (modifiers.testFlag(Qt::ControlModifier)) {
        nodes = m_selection;
        if (!nodes.removeOne(at.node)) nodes.append(at.node);
    }
    select(nodes, nodes.contains(at.node) ? at.node : -1);
    Q_EMIT nodeClicked(at.node);
}

void GraphCanvas::finishLasso(Qt::KeyboardModifiers modifiers) {
    const Point first = m_camera.toScene(m_pressedAt), last = m_camera.toScene(m_lastAt);
    const Rect area{std::min(first.x, last.x), std::min(first.y, last.y), std::abs(last.x - first.x),
                    std::abs(last.y - first.y)};
    QList<int> nodes;
    for (const std::int32_t node : m_graph->grid.nodesIn(m_graph->layout, area)) nodes.append(node);
    if (modifiers.testFlag(Qt::ControlModifier)) nodes += m_selection;
    select(nodes, -1);
}

/// From a consumer to the producer, from the producer to each consumer in turn.
void GraphCanvas::followConnector(int stub) {
    const std::vector<ConnectorStub>& stubs = m_graph->layout.connectors;
    const ConnectorStub& from = stubs[static_cast<std::size_t>(stub)];
    std::vector<int> targets;
    for (const ConnectorStub& other : stubs)
        if (other.number == from.number && other.end != from.end) targets.push_back(other.node);
    if (targets.empty()) return;
    const auto now = std::ranges::find(targets, m_current);
    const bool wraps = now == targets.end() || now + 1 == targets.end();
    const int target = wraps ? targets.front() : *(now + 1);
    select({target}, target);
    ensureVisible(target);
}

void GraphCanvas::mouseDoubleClickEvent(QMouseEvent* event) {
    if (event->button() != Qt::LeftButton || !m_graph) return;
    const int node = hoverAt(event->position()).node;
    if (node < 0) return;
    const Rect& box = m_graph->box(node);
    Camera close;
    close.scale = std::max(1.0, m_camera.scale);
    flyTo(close.centredOn({box.centreX(), box.centreY()}, size()));
    Q_EMIT nodeActivated(node);
}

void GraphCanvas::keyPressEvent(QKeyEvent* event) {
    struct KeyAction {
        int key;
        Qt::KeyboardModifiers modifiers;
        void (*run)(GraphCanvas&);
    };
    static constexpr Qt::KeyboardModifiers kPlain = Qt::NoModifier;
    static const KeyAction kActions[] = {
        {Qt::Key_F, kPlain, [](GraphCanvas& canvas) { canvas.fitSelectionOrAll(); }},
        {Qt::Key_Space, kPlain, [](GraphCanvas& canvas) { canvas.fitSelectionOrAll(); }},
        {Qt::Key_0, Qt::ControlModifier, [](GraphCanvas& canvas) { canvas.showActualSize(); }},
        {Qt::Key_Plus, kPlain, [](GraphCanvas& canvas) { canvas.zoomIn(); }},
        {Qt::Key_Plus, Qt::ControlModifier, [](GraphCanvas& canvas) { canvas.zoomIn(); }},
        {Qt::Key_Minus, kPlain, [](GraphCanvas& canvas) { canvas.zoomOut(); }},
        {Qt::Key_Minus, Qt::ControlModifier, [](GraphCanvas& canvas) { canvas.zoomOut(); }},
        {Qt::Key_N, kPlain, [](GraphCanvas& canvas) { canvas.nextSearchHit(); }},
        {Qt::Key_N, Qt::ShiftModifier, [](GraphCanvas& canvas) { canvas.previousSearchHit(); }},
        {Qt::Key_M, kPlain, [](GraphCanvas& canvas) { canvas.setMinimapVisible(!canvas.m_wantsMinimap); }},
        {Qt::Key_Down, kPlain, [](GraphCanvas& canvas) { canvas.step(Step::Forward); }},
        {Qt::Key_Up, kPlain, [](GraphCanvas& canvas) { canvas.step(Step::Backward); }},
        {Qt::Key_Left, kPlain, [](GraphCanvas& canvas) { canvas.step(Step::Left); }},
        {Qt::Key_Right, kPlain, [](GraphCanvas& canvas) { canvas.step(Step::Right); }},
        {Qt::Key_Return, kPlain, [](GraphCanvas& canvas) { Q_EMIT canvas.nodeActivated(canvas.m_current); }},
        {Qt::Key_Enter, kPlain, [](GraphCanvas& canvas) { Q_EMIT canvas.nodeActivated(canvas.m_current); }},
        {Qt::Key_Escape, kPlain, [](GraphCanvas& canvas) { canvas.select({}, -1); }},
    };
    const Qt::KeyboardModifiers modifiers = event->modifiers() & ~Qt::KeypadModifier;
    const auto action = std::ranges::find_if(kActions, [&](const KeyAction& row) {
        return row.key == event->key() && row.modifiers == modifiers;
    });
    const bool needsNode = event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter;
    const bool hasNothing = event->key() == Qt::Key_Escape && m_selection.isEmpty();
    if (action == std::end(kActions) || !m_graph || (needsNode && m_current < 0) || hasNothing)
        return QWidget::keyPressEvent(event);
    action->run(*this);
}

void GraphCanvas::step(Step step) {
    static constexpr Step kTurned[] = {Step::Right, Step::Left, Step::Backward, Step::Forward};
    const bool isDown = m_graph->layout.direction == Direction::TopToBottom;
    const int node = m_current < 0 ? 0 : neighbour(isDown ? step : kTurned[static_cast<int>(step)]);
    if (node < 0) return;
    select({node}, node);
    ensureVisible(node);
}

/// The node that an arrow key leads to from the current one, -1: none. Among several producers or consumers the one that
/// lies straightest.
int GraphCanvas::neighbour(Step step) const {
    const std::vector<NodeBox>& boxes = m_graph->layout.nodes;
    const NodeBox& from = boxes[static_cast<std::size_t>(m_current)];
    const bool isDown = m_graph->layout.direction == Direction::TopToBottom;
    const auto across = [isDown](const NodeBox& box) { return isDown ? box.rect.centreX() : box.rect.centreY(); };
    int nearest = -1;
    double least = 0;
    const auto consider = [&](int node) {
        const double distance = std::abs(across(boxes[static_cast<std::size_t>(node)]) - across(from));
        if (nearest >= 0 && distance >= least) return;
        nearest = node;
        least = distance;
    };
    if (step == Step::Forward || step == Step::Backward) {
        for (const EdgeRoute& edge : m_graph->layout.edges) {
            if (step == Step::Forward && edge.from == m_current) consider(edge.to);
            if (step == Step::Backward && edge.to == m_current) consider(edge.from);
        }
        return nearest;
    }
    for (std::size_t node = 0; node < boxes.size(); ++node) {
        const bool isBeside = boxes[node].rank == from.rank &&
                              (step == Step::Left ? boxes[node].order < from.order : boxes[node].order > from.order);
        if (isBeside) consider(static_cast<int>(node));
    }
    return nearest;
}

}  // namespace planscope::views::graph
