// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "views/profiler/timeline/timeline_scene.h"

#include <QString>

namespace planscope::views::profiler {

/// Begin, duration, layer and tactic of a slice with exact numbers, as rich text; a merged box says how many slices it
/// stands for. @param merged  slices of the box that was hit, 1 if it is not merged
QString sliceToolTip(const TimelineScene& scene, const SliceRef& slice, std::size_t merged);

/// The same in one line of plain text, for screen readers and status bars.
QString sliceSentence(const TimelineScene& scene, const SliceRef& slice);

}  // namespace planscope::views::profiler
