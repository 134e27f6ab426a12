// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "kernels/api/dims.h"

#include <cstdint>
#include <string>
#include <vector>

namespace planscope {

/// What one input may be while a profile is in use. All three dims are numbers of one rank with min <= opt <= max.
struct InputRange {
    std::string input;  ///< name of the binding
    Dims min, opt, max;
    /// For inputs whose values decide shapes: a range per element, in row-major order; empty for all others.
    std::vector<std::int64_t> minValues{}, optValues{}, maxValues{};
    friend bool operator==(const InputRange&, const InputRange&) = default;
};

/// A range of shapes that an engine runs at, tuned for the one called opt. In an engine: one range per input, in the
/// order of Engine::inputs; as an option of a build: any order, inputs of fixed shape may be missing.
struct OptimizationProfile {
    std::vector<InputRange> inputs;
    friend bool operator==(const OptimizationProfile&, const OptimizationProfile&) = default;
};

}  // namespace planscope
