// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "engine/data/batches.h"
#include "engine/network/network.h"

#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace planscope::cli {

/// Where data for many inferences lie, and how pictures become numbers.
struct DataFlags {
    std::string path;
    std::size_t batches = 0;  ///< at most; 0: all
    double pictureScale = 1.0 / 255;
    std::vector<double> mean, deviation;  ///< none, one for all channels, or three
    bool isBgr = false, isChannelLast = false;

    /// @errors Code::Option for means that are not 1 or 3; those of openBatches
    Result<std::unique_ptr<data::Batches>> open(const Network& network) const;
    std::size_t countOf(const data::Batches& batches) const;
};

void declareDataFlags(CLI::App& app, DataFlags& flags);

}  // namespace planscope::cli
