// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "engine/base/result.h"
#include "engine/precision/options.h"

#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace planscope::cli {

/// trtexec's options of precision, and --tf32: here TF32 is off unless it is asked for.
struct PrecisionFlags {
    bool fp16 = false, int8 = false, best = false, tf32 = false, noTf32 = false;
    std::string constraints = "none";
    std::vector<std::string> layerPrecisions{}, layerOutputTypes{};

    /// @errors Code::Option naming the option and the item
    Result<PrecisionOptions> options() const;
    /// "FP32+FP16": what may be used.
    std::string text() const;
};

void declarePrecisionFlags(CLI::App& app, PrecisionFlags& flags);

}  // namespace planscope::cli
