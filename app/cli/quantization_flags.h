// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "engine/quantization/scales.h"

#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace planscope::cli {

/// How activations are quantised where the model does not say it.
struct QuantizationFlags {
    std::string calibrationCache;
    std::vector<std::string> dynamicRanges;  ///< "tensor:2.5,..."

    /// What the cache says, dynamic ranges above it. @errors those of the cache; Code::Option naming the item
    Result<quantization::Scales> scales() const;
};

void declareQuantizationFlags(CLI::App& app, QuantizationFlags& flags);

}  // namespace planscope::cli
