// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/network/network.h"

#include <optional>
#include <vector>

namespace planscope::passes {

/// y = x * factor + shift, one pair per channel (axis 1).
struct Affine {
    std::vector<double> factor, shift;
};

/// What `layer` does to its input `x` where that is affine per channel with known numbers: a scale layer without power,
/// or a sum, product, difference or quotient with a constant. Nothing otherwise.
std::optional<Affine> affineOf(const Network& network, const Layer& layer, TensorId x);

}  // namespace planscope::passes
