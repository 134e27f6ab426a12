// SPDX-License-Identifier: Apache-2.0
#include "engine/inspect/escape.h"
#include "engine/inspect/writers.h"

#include <fmt/format.h>

#include <algorithm>

namespace planscope::inspect {
namespace {

/// Summed time of each step over all profiled inferences.
std::vector<double> totalTimes(const ProfileSnapshot& profile) {
    std::vector<double> out(profile.layers.size(), 0.0);
    for (const TimelineLane& lane : profile.lanes)
        for (const TimelineSlice& slice : lane.slices)
            if (slice.step >= 0 && static_cast<std::size_t>(slice.step) < out.size())
                out[static_cast<std::size_t>(slice.step)] += static_cast<double>(slice.endNs - slice.beginNs);
    return out;
}

std::size_t profiledInferences(const ProfileSnapshot& profile) {
    for (const TimelineLane& lane : profile.lanes)
        if (!lane.slices.empty() && lane.slices.front().step < 0) return lane.slices.size();
    return 0;
}

}  // namespace

std::string profileJson(const ProfileSnapshot& profile) {
    const std::vector<double> totals = totalTimes(profile);
    const std::size_t count = profiledInferences(profile);
    double all = 0;
    for (const double total : totals) all += total;
    std::string out = fmt::format("[\n  {{ \"count\" : {} }}", count);
    for (std::size_t i = 0; count > 0 && i < totals.size(); ++i)
        out += fmt::format(",\n  {{ \"name\" : {}, \"timeMs\" : {}, \"averageMs\" : {}, \"medianMs\" : {}, \"percentage\" : {} }}",
                           jsonString(profile.layers[i].name), jsonNumber(totals[i] / 1e6),
                           jsonNumber(totals[i] / static_cast<double>(count) / 1e6), jsonNumber(profile.layers[i].medianNs / 1e6),
                           jsonNumber(all > 0 ? 100 * totals[i] / all : 0));
    return out + "\n]\n";
}

}  // namespace planscope::inspect
