// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "app/cli/options.h"
#include "engine/scope/question.h"

#include <string>
#include <vector>

namespace planscope::cli {

/// What is asked of the DLA. Names are trtexec's where trtexec has one.
struct DlaFlags {
    int core = -1;  ///< -1: no DLA
    bool allowsGpuFallback = false;
    bool isStandalone = false;
    std::vector<std::string> layerDevices{};  ///< "layer:GPU,..."
    std::vector<std::string> pools{};         ///< "dlaSRAM:0.5,..." in MiB

    /// Puts them into a question's plan, with the INT8 ranges that `build` brings: of the calibration cache, of --dynamicRange, or,
    /// where there are none, trtexec's placeholder for all tensors.
    /// @errors Code::Option naming the item
    Status apply(scope::Plan& plan, const Network& network, const BuildOptions& build) const;
};

void declareDlaFlags(CLI::App& app, DlaFlags& flags);

}  // namespace planscope::cli
