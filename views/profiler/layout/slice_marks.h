// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "engine/inspect/profile_snapshot.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace planscope::views::profiler {

/// The slices of one lane that belong to the selected steps, as ascending indices.
class SliceMarks {
public:
    SliceMarks() = default;
    /// @param steps  ascending
    SliceMarks(const inspect::TimelineLane& lane, std::span<const std::int32_t> steps);

    bool isEmpty() const { return m_slices.empty(); }
    /// Whether any of the slices [first, first + count) is marked.
    bool touches(std::size_t first, std::size_t count) const;
    std::optional<std::size_t> firstFrom(std::size_t slice) const;
    std::optional<std::size_t> lastBefore(std::size_t slice) const;

private:
    std::vector<std::size_t> m_slices;
};

}  // namespace planscope::views::profiler
