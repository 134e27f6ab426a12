// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/network/network.h"
#include "engine/precision/half_weights.h"
#include "engine/precision/options.h"

#include <string>
#include <vector>

namespace planscope::precision {

/// What became of one layer, as people read it.
struct AssignedLayer {
    std::string layer;
    std::string requested;         ///< "f16", "f16[f32]"; empty: nothing was asked
    std::string actual;            ///< "f16", "tf32", "f32", or the type of its integers
    std::vector<DataType> outputs; ///< types in which its results are kept
    std::string reason;
    HalfWeights weights;           ///< what FP16 did to its weights; total 0 where it has none in FP16
};

struct Assignment {
    Network network;
    std::vector<AssignedLayer> layers;  ///< those that run, in order, the casts that were put in among them
    std::vector<Error> warnings;
};

/// False where nothing but FP32 is allowed and nothing was asked: all layers are what assignPrecision would leave them.
bool changesPrecision(const Network& network, const PrecisionOptions& options);

/// Gives every layer of a network that has been through all passes its precision: a new network in which layers have numerics,
/// tensors between FP16 layers are Half, their constants too, and casts stand where precisions meet. Inputs and outputs of
/// the network keep their types. Bodies of control flow are left as they are. Deterministic.
/// @errors Code::Option naming layer and precision where a binding request cannot hold
Result<Assignment> assignPrecision(const Network& network, const PrecisionOptions& options);

}  // namespace planscope::precision
