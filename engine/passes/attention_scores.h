// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/passes/region.h"

namespace planscope::passes {

/// A tensor and the number by which what was matched is this tensor.
struct Scaled {
    TensorId tensor;
    float factor = 1;
};

/// Follows products with numbers and quotients by numbers. `isOwned`: only where nothing else reads them.
Scaled takeFactors(const Network& network, Region& region, TensorId tensor, bool isOwned);

/// What hides scores: a sum, or a choice of a number so low that no score would be left beside it.
struct MaskTerm {
    TensorId tensor;              ///< Float: added; Bool: chooses
    bool hidesWhenTrue = false;   ///< of a choice
    TensorId low;                 ///< the number of a choice
    Dims dims;                    ///< of the scores where they are masked, which may be seen in another shape there
};

/// The scores of an attention: product * scale + masks.
struct Scores {
    const Layer* product = nullptr;
    float scale = 1;
    std::vector<MaskTerm> masks;
};

/// The scores that `tensor` holds; masks may stand between reshapes. Says which mask could not be followed.
std::optional<Scores> takeScores(const Network& network, Region& region, TensorId tensor, Declines& declines);

/// The shape in which `mask`, which broadcasts to `there`, broadcasts to `scores`, where a reshape leads from the one to the other.
/// Nothing if it would have to be repeated, or if several extents are open.
std::optional<Dims> maskSeenAs(const Dims& mask, const Dims& there, const Dims& scores);

/// Adds the layers that make one tensor of all masks of scores of these dims, named after `name`. @pre there is one, and
/// maskSeenAs knows the shape of each
TensorId addMask(Patch& patch, const Network& network, const Scores& scores, const Dims& dims, const std::string& name,
                 const std::vector<OriginId>& origins);

}  // namespace planscope::passes
