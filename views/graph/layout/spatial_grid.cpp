// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/graph/layout/spatial_grid.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace planscope::views::graph {
namespace {

using Index = std::size_t;

constexpr double kLeastCell = 256;
constexpr double kCellsPerNode = 4;
constexpr int kChordsPerCurve = 8;

Rect hull(const Point* controls) {
    const auto [left, right] = std::minmax({controls[0].x, controls[1].x, controls[2].x, controls[3].x});
    const auto [top, bottom] = std::minmax({controls[0].y, controls[1].y, controls[2].y, controls[3].y});
    return {left, top, right - left, bottom - top};
}

bool touches(const Rect& a, const Rect& b) {
    return a.x <= b.right() && b.x <= a.right() && a.y <= b.bottom() && b.y <= a.bottom();
}

Point onCurve(const Point* controls, double t) {
    const double s = 1 - t;
    const double a = s * s * s, b = 3 * s * s * t, c = 3 * s * t * t, d = t * t * t;
    return {a * controls[0].x + b * controls[1].x + c * controls[2].x + d * controls[3].x,
            a * controls[0].y + b * controls[1].y + c * controls[2].y + d * controls[3].y};
}

double distanceToChord(Point from, Point to, Point point) {
    const double dx = to.x - from.x, dy = to.y - from.y, squared = dx * dx + dy * dy;
    const double along = squared > 0 ? ((point.x - from.x) * dx + (point.y - from.y) * dy) / squared : 0;
    const double t = std::clamp(along, 0.0, 1.0);
    return std::hypot(from.x + t * dx - point.x, from.y + t * dy - point.y);
}

Rect around(Point point, double reach) { return {point.x - reach, point.y - reach, 2 * reach, 2 * reach}; }

}  // namespace

double distanceToPath(std::span<const Point> path, Point point) {
    double nearest = std::numeric_limits<double>::infinity();
    for (Index first = 0; first + 3 < path.size(); first += 3) {
        Point from = path[first];
        for (int i = 1; i <= kChordsPerCurve; ++i) {
            const Point to = onCurve(&path[first], static_cast<double>(i) / kChordsPerCurve);
            nearest = std::min(nearest, distanceToChord(from, to, point));
            from = to;
        }
    }
    return nearest;
}

SpatialGrid::SpatialGrid(const GraphLayout& layout) : m_bounds(layout.bounds) {
    if (layout.nodes.empty()) return;
    const double most = kCellsPerNode * static_cast<double>(layout.nodes.size()) + 64;
    m_cellSize = std::max(kLeastCell, std::sqrt(m_bounds.width * m_bounds.height / most));
    m_columns = static_cast<std::int32_t>(m_bounds.width / m_cellSize) + 1;
    m_rows = static_cast<std::int32_t>(m_bounds.height / m_cellSize) + 1;
    m_nodes = fill([&](auto visit) {
        for (Index i = 0; i < layout.nodes.size(); ++i) visit(layout.nodes[i].rect, static_cast<std::int32_t>(i));
    });
    m_edges = fill([&](auto visit) {
        for (Index i = 0; i < layout.edges.size(); ++i) {
            const std::span<const Point> path = layout.path(layout.edges[i]);
            for (Index first = layout.edges[i].ownPoint; first + 3 < path.size(); first += 3)
                visit(hull(&path[first]), static_cast<std::int32_t>(i));
        }
    });
    m_stubs = fill([&](auto visit) {
        for (Index i = 0; i < layout.connectors.size(); ++i)
            visit(layout.connectors[i].label, static_cast<std::int32_t>(i));
    });
}

SpatialGrid::CellRange SpatialGrid::cellsOf(const Rect& area) const {
    const auto cell = [this](double offset, std::int32_t count) {
        const double index = std::clamp(std::floor(offset / m_cellSize), 0.0, static_cast<double>(count - 1));
        return static_cast<std::int32_t>(index);
    };
    return {cell(area.x - m_bounds.x, m_columns), cell(area.y - m_bounds.y, m_rows),
            cell(area.right() - m_bounds.x, m_columns), cell(area.bottom() - m_bounds.y, m_rows)};
}

template <typename ForEach>
SpatialGrid::Cells SpatialGrid::fill(ForEach forEachRect) const {
    Cells cells;
    const auto forEachCell = [this](const CellRange& range, auto visit) {
        for (std::int32_t row = range.top; row <= range.bottom; ++row)
            for (std::int32_t column = range.left; column <= range.right; ++column)
                visit(static_cast<Index>(row) * static_cast<Index>(m_columns) + static_cast<Index>(column));
    };
    cells.start.assign(static_cast<Index>(m_columns) * static_cast<Index>(m_rows) + 1, 0);
    forEachRect([&](const Rect& rect, std::int32_t) {
        forEachCell(cellsOf(rect), [&](Index cell) { ++cells.start[cell + 1]; });
    });
    std::partial_sum(cells.start.begin(), cells.start.end(), cells.start.begin());
    cells.items.resize(cells.start.back());
    std::vector<std::uint32_t> next(cells.start.begin(), cells.start.end() - 1);
    forEachRect([&](const Rect& rect, std::int32_t item) {
        forEachCell(cellsOf(rect), [&](Index cell) { cells.items[next[cell]++] = item; });
    });
    return cells;
}

std::vector<std::int32_t> SpatialGrid::collect(const Cells& cells, const Rect& area) const {
    std::vector<std::int32_t> found;
    if (m_columns == 0 || !touches(area, m_bounds)) return found;
    const CellRange range = cellsOf(area);
    for (std::int32_t row = range.top; row <= range.bottom; ++row) {
        const Index first = static_cast<Index>(row) * static_cast<Index>(m_columns);
        const auto begin = cells.items.begin() + cells.start[first + static_cast<Index>(range.left)];
        const auto end = cells.items.begin() + cells.start[first + static_cast<Index>(range.right) + 1];
        found.insert(found.end(), begin, end);
    }
    std::ranges::sort(found);
    const auto repeated = std::ranges::unique(found);
    found.erase(repeated.begin(), repeated.end());
    return found;
}

std::vector<std::int32_t> SpatialGrid::nodesIn(const GraphLayout& layout, const Rect& area) const {
    std::vector<std::int32_t> found = collect(m_nodes, area);
    std::erase_if(found, [&](std::int32_t node) { return !touches(layout.nodes[static_cast<Index>(node)].rect, area); });
    return found;
}

std::vector<std::int32_t> SpatialGrid::edgesIn(const GraphLayout& layout, const Rect& area) const {
    std::vector<std::int32_t> found = collect(m_edges, area);
    std::erase_if(found, [&](std::int32_t edge) {
        const EdgeRoute& route = layout.edges[static_cast<Index>(edge)];
        const std::span<const Point> path = layout.path(route);
        for (Index first = route.ownPoint; first + 3 < path.size(); first += 3)
            if (touches(hull(&path[first]), area)) return false;
        return true;
    });
    return found;
}

std::int32_t SpatialGrid::nodeAt(const GraphLayout& layout, Point point) const {
    for (const std::int32_t node : collect(m_nodes, around(point, 0)))
        if (layout.nodes[static_cast<Index>(node)].rect.contains(point)) return node;
    return -1;
}

std::int32_t SpatialGrid::edgeAt(const GraphLayout& layout, Point point, double tolerance) const {
    std::int32_t nearest = -1;
    double least = tolerance;
    for (const std::int32_t edge : collect(m_edges, around(point, tolerance))) {
        const EdgeRoute& route = layout.edges[static_cast<Index>(edge)];
        const double distance = distanceToPath(layout.path(route).subspan(route.ownPoint), point);
        if (distance > least) continue;
        if (nearest >= 0 && distance == least) continue;
        least = distance;
        nearest = edge;
    }
    return nearest;
}

std::int32_t SpatialGrid::stubAt(const GraphLayout& layout, Point point) const {
    for (const std::int32_t stub : collect(m_stubs, around(point, 0)))
        if (layout.connectors[static_cast<Index>(stub)].label.contains(point)) return stub;
    return -1;
}

}  // namespace planscope::views::graph
