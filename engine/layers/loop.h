// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/network/layer_def.h"

#include <cstdint>
#include <vector>

namespace planscope::layers::loop {

inline constexpr LayerKind kind{"loop"};

/// A loop that has not ended after so many iterations is taken for one that never ends.
inline constexpr std::int64_t kMaxIterations = 1'000'000;

/// A trip count that sets no limit.
inline constexpr std::int64_t kNoTripCount = INT32_MAX;

/// Inputs: the trip count (one Int32), the first condition (one Bool), the first values of what is carried, what is scanned,
/// one slice per iteration, then what the body reads besides.
/// Inputs of the body: the number of the iteration (Int32, rank 0, from 0), the carried values, the slices (without the
/// scanned axis), what it reads besides. Outputs of the body: whether to go on (one Bool, where `condition` says so), the
/// carried values, then one slice for each scan output.
/// Outputs: the last carried values, then the scan outputs.
///
/// An iteration runs while fewer than the trip count have run, every scanned input has a slice left, and the condition is true.
struct Attrs {
    Body body;
    bool condition = false;  ///< output 0 of the body is the condition of the next iteration
    int carried = 0;
    /// Per scanned input the axis, and 1 where slices are taken from the end.
    std::vector<std::int64_t> inputAxes;
    std::vector<std::int64_t> inputsReversed;
    /// Per scan output the new axis, and 1 where slices are put in front.
    std::vector<std::int64_t> outputAxes;
    std::vector<std::int64_t> outputsReversed;
};

/// Where the groups of inputs and outputs begin.
struct Layout {
    int tripCount = 0, condition = 1, carried = 2;
    int scanned = 0, captures = 0;
    int bodyCarried = 0;  ///< among the outputs of the body
    int scanOutputs = 0;  ///< among the outputs of the layer
};
Layout layoutOf(const Attrs& attrs);

/// The extent of a carried value of the body of this name that changes from iteration to iteration.
std::int64_t changingExtent(std::string_view body, int value, int axis);

/// Loops inside each other; more are refused, since each may double the work of inference.
inline constexpr int kMaxDepth = 6;

/// What a loop that carries values of these types looks like from inside.
struct CarriedTypes {
    std::vector<TensorType> carried;  ///< extents that change between iterations have codes of their own
    std::vector<TensorType> outputs;  ///< of the body
};

/// The carried types that hold for every iteration, found by running inference until nothing changes.
/// @errors Code::Shape where a carried value changes its type or rank; those of the body
Result<CarriedTypes> inferCarried(const LayerView& layer);

extern const LayerDef def;

}  // namespace planscope::layers::loop
