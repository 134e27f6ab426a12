// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "engine/network/network.h"
#include "engine/plan/profile.h"

#include <map>
#include <span>
#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace planscope::cli {

/// --minShapes, --optShapes and --maxShapes as trtexec writes them, one group per profile.
struct ShapeRanges {
    struct Group {
        std::vector<std::string> min, opt, max;  ///< "name:1x3x224x224,..."
    };
    std::vector<Group> groups;
    /// --dynamic without ranges: profiles are made by what the command knows of the data.
    bool isDynamic = false;

    bool empty() const { return groups.empty() && !isDynamic; }
};

void declareShapeRanges(CLI::App& app, ShapeRanges& ranges);

/// One profile per group. Of min, opt and max what is missing for an input is filled in as trtexec does: min from opt or max,
/// opt from max or min, max from opt or min. Inputs of a fixed integer list take values instead of dims.
/// @errors Code::Option naming the input
Result<std::vector<OptimizationProfile>> makeProfiles(const ShapeRanges& ranges, const Network& network);

/// The axes that all profiles keep at one number, by input; the others are -1. Inputs that have none are left out.
std::map<std::string, Dims> fixedAxes(std::span<const OptimizationProfile> profiles, const Network& network);

}  // namespace planscope::cli
