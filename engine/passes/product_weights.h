// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/network/network.h"

#include <optional>

namespace planscope::passes {

/// How a convolution or a product of matrices uses its second input as weights.
struct ProductWeights {
    std::int64_t terms;    ///< products per sum
    std::int64_t outputs;  ///< output channels
    int axis;              ///< of the weights, along which output channels lie
    Dims outputDims;       ///< dims with which a value per output channel broadcasts to the output

    /// Most that can be added to sums of products of bytes in 32 bits; negative: nothing, and the sums may leave them.
    std::int64_t roomInInt32() const;

    /// Whether sums of products of bytes stay in 32 bits.
    bool fitsInt32() const { return roomInInt32() >= 0; }
};

/// Nothing where the weights have open extents, or are no matrix that is multiplied from the right.
/// @pre the layer is a convolution or a matrix_multiply
std::optional<ProductWeights> productWeightsOf(const Network& network, const Layer& layer);

}  // namespace planscope::passes
