// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desktop/selection_bus.h"

#include <algorithm>

namespace planscope::desktop {
namespace {

std::vector<std::uint32_t> sortedUnique(std::vector<std::uint32_t> ids) {
    std::ranges::sort(ids);
    const auto repeats = std::ranges::unique(ids);
    ids.erase(repeats.begin(), repeats.end());
    return ids;
}

bool intersects(const std::vector<std::uint32_t>& sorted, const std::vector<std::uint32_t>& ids) {
    return std::ranges::any_of(ids, [&](std::uint32_t id) { return std::ranges::binary_search(sorted, id); });
}

}  // namespace

void SelectionBus::setSteps(std::vector<Step> steps) {
    m_engineSteps = std::move(steps);
    clear();
}

void SelectionBus::selectOrigins(const std::vector<std::uint32_t>& origins) {
    std::vector<std::uint32_t> sorted = sortedUnique(origins);
    QList<int> steps;
    for (std::size_t i = 0; i < m_engineSteps.size(); ++i)
        if (intersects(sorted, m_engineSteps[i].origins)) steps.append(static_cast<int>(i));
    const auto isReformat = [&](int step) { return m_engineSteps[static_cast<std::size_t>(step)].isReformat; };
    if (!std::ranges::all_of(steps, isReformat)) steps.removeIf(isReformat);
    assign(std::move(sorted), std::move(steps));
}

void SelectionBus::selectSteps(const QList<int>& steps) {
    std::vector<std::uint32_t> origins;
    for (const int step : steps) {
        if (step < 0 || static_cast<std::size_t>(step) >= m_engineSteps.size()) continue;
        const auto& ids = m_engineSteps[static_cast<std::size_t>(step)].origins;
        origins.insert(origins.end(), ids.begin(), ids.end());
    }
    assign(sortedUnique(std::move(origins)), steps);
}

void SelectionBus::clear() { assign({}, {}); }

void SelectionBus::assign(std::vector<std::uint32_t> origins, QList<int> steps) {
    if (origins == m_origins && steps == m_steps) return;
    m_origins = std::move(origins);
    m_steps = std::move(steps);
    Q_EMIT changed();
}

}  // namespace planscope::desktop
