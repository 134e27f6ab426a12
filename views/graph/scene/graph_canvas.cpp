// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/graph/scene/graph_canvas.h"

#include "views/graph/scene/layout_job.h"
#include "views/graph/scene/minimap.h"
#include "views/graph/scene/node_descriptions.h"
#include "views/widgets/empty_state.h"

#include <QAccessible>
#include <QStyle>
#include <QVariantAnimation>

#include <algorithm>
#include <cmath>

namespace planscope::views::graph {
namespace {

constexpr double kFitMargin = 12;          // logical pixels kept free when fitting
constexpr QMarginsF kFitMargins{kFitMargin, kFitMargin, kFitMargin, kFitMargin};
constexpr double kMostFitScale = 1.25;     // small graphs are not blown up
constexpr double kLeastFitScale = 0.35;    // a fresh graph that would be smaller is shown from its beginning
constexpr double kReadableScale = 0.5;     // and then at least this large
constexpr double kLeastRevealScale = 0.25;
constexpr int kFlightMs = 180;
constexpr int kMinimapMargin = 10;
constexpr double kZoomStep = 1.25;

Rect grown(const Rect& rect, double by) {
    return {rect.x - by, rect.y - by, rect.width + 2 * by, rect.height + 2 * by};
}

bool contains(const Rect& outer, const Rect& inner) {
    return inner.x >= outer.x && inner.y >= outer.y && inner.right() <= outer.right() &&
           inner.bottom() <= outer.bottom();
}

}  // namespace

GraphCanvas::GraphCanvas(QWidget* parent) : QWidget(parent) {
    setObjectName(QStringLiteral("graphCanvas"));
    setAccessibleName(tr("Graph"));
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
    setAttribute(Qt::WA_OpaquePaintEvent);
    setMinimumSize(120, 80);
    grabGesture(Qt::PinchGesture);
    m_job = new LayoutJob(this);
    connect(m_job, &LayoutJob::finished, this, &GraphCanvas::accept);
    m_minimap = new Minimap(this);
    m_minimap->hide();
    connect(m_minimap, &Minimap::placeRequested, this, [this](QPointF place) {
        setCamera(m_camera.centredOn({place.x(), place.y()}, size()));
    });
    m_empty = new EmptyState(tr("No model yet"), tr("Drop an ONNX model here or press Ctrl+O"), this);
    m_empty->setAttribute(Qt::WA_TransparentForMouseEvents);
    m_flight = new QVariantAnimation(this);
    m_flight->setEasingCurve(QEasingCurve::OutCubic);
}

GraphCanvas::~GraphCanvas() = default;

bool GraphCanvas::isLayoutRunning() const { return m_job->isRunning(); }

void GraphCanvas::setEmptyText(const QString& title, const QString& hint) {
    m_empty->setTitle(title);
    m_empty->setHint(hint);
}

void GraphCanvas::setSnapshot(inspect::GraphSnapshotPtr snapshot) {
    m_overlay = nullptr;
    m_snapshot = std::move(snapshot);
    m_graph.reset();
    m_flight->stop();
    m_job->cancel();
    m_selection.clear();
    m_hits.clear();
    m_isHit.clear();
    m_hitIndex = -1;
    m_hover = {};
    m_drag = Drag::None;
    setCurrent(-1);
    m_isAtStart = true;
    m_wantsReveal = false;
    const bool isEmpty = !m_snapshot || m_snapshot->nodes.empty();
    m_empty->setVisible(isEmpty);
    refreshMinimap();
    invalidate();
    if (!isEmpty) m_job->start(m_snapshot, m_direction);
}

void GraphCanvas::setDirection(Direction direction) {
    if (direction == m_direction) return;
    m_direction = direction;
    m_isAtStart = true;
    m_wantsReveal = !m_selection.isEmpty();
    if (m_snapshot && !m_snapshot->nodes.empty()) m_job->start(m_snapshot, m_direction);
}

void GraphCanvas::accept(const PreparedGraphPtr& prepared) {
    m_graph = prepared;
    m_isHit.resize(static_cast<std::size_t>(m_graph->nodeCount()), 0);
    m_hover = {};
    refreshColors();
    if (m_isAtStart) showStart();
    if (m_wantsReveal) revealSelection();
    Q_EMIT graphReady();
}

/// Everything if that is readable, else the beginning of the graph with its first node in the middle.
Camera GraphCanvas::startCamera() const {
    const Rect& bounds = m_graph->layout.bounds;
    const QSizeF viewport = QSizeF(size()).shrunkBy(kFitMargins);
    const double fit = Camera::fitting(bounds, viewport, kMostFitScale).scale;
    Camera start;
    start.scale = fit;
    const Camera all = start.centredOn({bounds.centreX(), bounds.centreY()}, size());
    if (fit >= kLeastFitScale) return all;
    const auto first = std::ranges::min_element(m_graph->layout.nodes, [](const NodeBox& a, const NodeBox& b) {
        return a.rank != b.rank ? a.rank < b.rank : a.order < b.order;
    });
    const bool isDown = m_graph->layout.direction == Direction::TopToBottom;
    const Rect& box = first->rect;
    const double reach = 2 * (isDown ? std::max(box.centreX() - bounds.x, bounds.right() - box.centreX())
                                     : std::max(box.centreY() - bounds.y, bounds.bottom() - box.centreY()));
    start.scale = std::clamp((isDown ? viewport.width() : viewport.height()) / reach, kReadableScale, 1.0);
    start = start.centredOn({box.centreX(), box.centreY()}, size());
    if (isDown)
        start.origin.setY(bounds.y - kFitMargin / start.scale);
    else
        start.origin.setX(bounds.x - kFitMargin / start.scale);
    return start;
}

void GraphCanvas::showStart() {
    if (!m_graph || !isVisible()) return;
    m_flight->stop();
    setCamera(startCamera());
    m_isAtStart = true;
}

void GraphCanvas::setColorMode(ColorMode mode) {
    if (mode == m_colorMode) return;
    m_colorMode = mode;
    refreshColors();
}

void GraphCanvas::setOverlay(NodeOverlayPtr overlay) {
    m_overlay = std::move(overlay);
    refreshColors();
}

void GraphCanvas::setDimming(bool isDimming) {
    m_isDimming = isDimming;
    update();
}

void GraphCanvas::setMinimapVisible(bool isVisible) {
    m_wantsMinimap = isVisible;
    refreshMinimap();
}

std::vector<QRgb> GraphCanvas::nodeColors(const Theme& theme) const {
    std::vector<QRgb> colors;
    if (!m_graph) return colors;
    colors.reserve(static_cast<std::size_t>(m_graph->nodeCount()));
    for (int node = 0; node < m_graph->nodeCount(); ++node)
        colors.push_back(nodeColor(theme, m_colorMode, *m_graph, node, m_overlay.get()).rgb());
    return colors;
}

void GraphCanvas::refreshColors() {
    m_colors = nodeColors(themeFor(palette()));
    refreshMinimap();
    invalidate();
}

void GraphCanvas::refreshMinimap() {
    const bool isUseful = m_graph && m_wantsMinimap && width() > 240 && height() > 200;
    m_minimap->setVisible(isUseful);
    if (!isUseful) return;
    const GraphColors colors{themeFor(palette()), m_colors};
    m_minimap->setGraph(m_graph, colors);
    const QSize wanted = m_minimap->sizeFor(size());
    m_minimap->setGeometry(width() - wanted.width() - kMinimapMargin, height() - wanted.height() - kMinimapMargin,
                           wanted.width(), wanted.height());
    m_minimap->setGraph(m_graph, colors);
    m_minimap->setShown(m_camera.shown(size()));
}

void GraphCanvas::invalidate() {
    m_isBaseStale = true;
    update();
}

void GraphCanvas::setCamera(const Camera& camera) {
    m_camera = camera;
    m_isAtStart = false;
    m_minimap->setShown(m_camera.shown(size()));
    invalidate();
    Q_EMIT cameraChanged();
}

void GraphCanvas::flyTo(const Camera& target) {
    m_flight->stop();
    if (!isVisible() || style()->styleHint(QStyle::SH_Widget_Animation_Duration, nullptr, this) == 0)
        return setCamera(target);
    const double fromScale = m_camera.scale, toScale = target.scale;
    const Point start = m_camera.toScene(QRectF(rect()).center()), end = target.toScene(QRectF(rect()).center());
    m_flight->disconnect(this);
    m_flight->setDuration(kFlightMs);
    m_flight->setStartValue(0.0);
    m_flight->setEndValue(1.0);
    connect(m_flight, &QVariantAnimation::valueChanged, this, [=, this](const QVariant& value) {
        const double t = value.toDouble();
        Camera between;
        between.scale = t < 1 ? fromScale * std::pow(toScale / fromScale, t) : toScale;   // to the last bit
        setCamera(between.centredOn({std::lerp(start.x, end.x, t), std::lerp(start.y, end.y, t)}, size()));
    });
    m_flight->start();
}

Rect GraphCanvas::extentOf(const QList<int>& nodes) const {
    if (!m_graph || nodes.isEmpty()) return {};
    double left = 1e300, top = 1e300, right = -1e300, bottom = -1e300;
    for (const int node : nodes) {
        const Rect& box = m_graph->box(node);
        left = std::min(left, box.x);
        top = std::min(top, box.y);
        right = std::max(right, box.right());
        bottom = std::max(bottom, box.bottom());
    }
    return {left, top, right - left, bottom - top};
}

void GraphCanvas::fitAll() {
    if (!m_graph) return;
    const Rect& bounds = m_graph->layout.bounds;
    const Camera fit = Camera::fitting(bounds, QSizeF(size()).shrunkBy(kFitMargins), kMostFitScale);
    flyTo(fit.centredOn({bounds.centreX(), bounds.centreY()}, size()));
}

void GraphCanvas::fitSelectionOrAll() {
    if (!m_graph || m_selection.isEmpty()) return fitAll();
    const Rect area = grown(extentOf(m_selection), 60);
    const Camera fit = Camera::fitting(area, size(), kMostFitScale);
    const bool isThere = std::abs(fit.scale - m_camera.scale) < 1e-3 * fit.scale &&
                         std::hypot(fit.origin.x() - m_camera.origin.x(), fit.origin.y() - m_camera.origin.y()) < 1;
    if (isThere) return fitAll();
    flyTo(fit);
}

void GraphCanvas::showActualSize() { setCamera(m_camera.zoomed(1.0 / m_camera.scale, QRectF(rect()).center())); }
void GraphCanvas::zoomIn() { setCamera(m_camera.zoomed(kZoomStep, QRectF(rect()).center())); }
void GraphCanvas::zoomOut() { setCamera(m_camera.zoomed(1 / kZoomStep, QRectF(rect()).center())); }

void GraphCanvas::ensureVisible(int node) {
    if (!m_graph || node < 0 || node >= m_graph->nodeCount()) return;
    const Rect& box = m_graph->box(node);
    if (contains(m_camera.shown(size()), box)) return;
    Camera target = m_camera;
    target.scale = std::max(target.scale, kLeastRevealScale);
    flyTo(target.centredOn({box.centreX(), box.centreY()}, size()));
}

void GraphCanvas::revealSelection() {
    m_wantsReveal = !m_graph || !isVisible();
    if (m_wantsReveal || m_selection.isEmpty()) return;
    const Rect shown = m_camera.shown(size());
    const bool isInView = std::ranges::any_of(m_selection, [&](int node) { return contains(shown, m_graph->box(node)); });
    if (!isInView) ensureVisible(m_selection.front());
}

void GraphCanvas::setSelection(QList<int> nodes) {
    const int count = m_snapshot ? static_cast<int>(m_snapshot->nodes.size()) : 0;
    nodes.removeIf([count](int node) { return node < 0 || node >= count; });
    std::ranges::sort(nodes);
    nodes.erase(std::unique(nodes.begin(), nodes.end()), nodes.end());
    m_selection = std::move(nodes);
    setCurrent(m_selection.isEmpty() ? -1 : m_selection.contains(m_current) ? m_current : m_selection.front());
    update();
}

void GraphCanvas::select(QList<int> nodes, int current) {
    const QList<int> before = m_selection;
    setSelection(std::move(nodes));
    if (current >= 0) setCurrent(current);
    if (m_selection != before) Q_EMIT selectionChanged(m_selection);
}

void GraphCanvas::setCurrent(int node) {
    m_current = node;
    const QString description = node < 0 || !m_snapshot ? QString() : describeNode(*m_snapshot, node);
    if (description == accessibleDescription()) return;
    setAccessibleDescription(description);
    if (!hasFocus()) return;
    QAccessibleEvent changed(this, QAccessible::Focus);
    QAccessible::updateAccessibility(&changed);
}

void GraphCanvas::setSearchHits(std::vector<int> hits) {
    m_hits = std::move(hits);
    m_isHit.assign(m_snapshot ? m_snapshot->nodes.size() : 0, 0);
    for (const int node : m_hits) m_isHit[static_cast<std::size_t>(node)] = 1;
    m_hitIndex = -1;
    if (m_graph) {
        const Rect shown = m_camera.shown(size());
        const auto first = std::ranges::find_if(m_hits, [&](int node) { return contains(shown, m_graph->box(node)); });
        if (first != m_hits.end()) m_hitIndex = static_cast<int>(first - m_hits.begin());
    }
    update();
    Q_EMIT searchHitChanged(m_hitIndex, searchHitCount());
}

void GraphCanvas::nextSearchHit() { showHit(m_hitIndex + 1); }
void GraphCanvas::previousSearchHit() { showHit(m_hitIndex - 1); }

void GraphCanvas::showHit(int index) {
    const int count = searchHitCount();
    if (count == 0) return;
    m_hitIndex = (index % count + count) % count;
    const int node = m_hits[static_cast<std::size_t>(m_hitIndex)];
    select({node}, node);
    ensureVisible(node);
    update();
    Q_EMIT searchHitChanged(m_hitIndex, count);
}

}  // namespace planscope::views::graph
