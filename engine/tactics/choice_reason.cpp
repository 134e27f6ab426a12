// SPDX-License-Identifier: Apache-2.0
#include "engine/tactics/choice_reason.h"

#include "engine/network/names.h"
#include "engine/tactics/tactic_timer.h"

#include <algorithm>
#include <fmt/format.h>

namespace planscope {
namespace {

std::string nameOf(const Way& way) {
    constexpr double kWorthSayingNs = 5e3;
    const double charged = way.variant.preparationPerRunNs();
    const std::string name = fmt::format("{} {}", way.tactic->name, way.variant.algorithm);
    return charged < kWorthSayingNs ? name : fmt::format("{} (charged with {:.0f} us for its preparation)", name, charged * 1e-3);
}

bool wasTimed(const Candidates& candidates, const Way& way) { return candidates.records[way.record].minNs >= 0; }

std::string percent(double ns, double thanNs) { return fmt::format("{:.0f} %", (ns / thanNs - 1) * 100); }

/// The fastest way but `not`; null if there is none.
const Way* fastestOther(const Candidates& candidates, const Way& not_) {
    const Way* best = nullptr;
    for (const Way& way : candidates.ways)
        if (&way != &not_ && (!best || way.ns < best->ns)) best = &way;
    return best;
}

std::string formatText(const Way& way) {
    return way.variant.formats.outputs.empty() ? "linear" : std::string(toString(way.variant.formats.outputs[0]));
}

}  // namespace

bool isClearlyFaster(double ns, double thanNs) { return ns < thanNs * (1 - TimingPolicy::kNoiseFloor); }

std::string choiceReason(const Candidates& candidates, std::size_t index, double savedNs) {
    const Way& way = candidates.ways[index];
    if (candidates.ways.size() == 1) return fmt::format("the only way to run it: {}", nameOf(way));
    if (!wasTimed(candidates, way)) return fmt::format("first in the list for {}; nothing was timed at this level", formatText(way));
    const Way& other = *fastestOther(candidates, way);
    if (!isClearlyFaster(other.ns, way.ns)) {
        if (!isClearlyFaster(way.ns, other.ns))
            return fmt::format("as fast as {} within the noise of {:.0f} %, in {}", nameOf(other), TimingPolicy::kNoiseFloor * 100,
                               formatText(way));
        return fmt::format("fastest of {} timed, in {}; {} ahead of {}", candidates.ways.size(), formatText(way),
                           percent(other.ns, way.ns), nameOf(other));
    }
    return fmt::format("slower alone by {} than {} in {}, but {} saves conversions of {:.1f} us", percent(way.ns, other.ns),
                       nameOf(other), formatText(other), formatText(way), std::max(0.0, savedNs) * 1e-3);
}

}  // namespace planscope
