// SPDX-License-Identifier: Apache-2.0
#include "engine/passes/product_weights.h"

#include "engine/layers/convolution.h"
#include "engine/layers/matrix_multiply.h"

namespace planscope::passes {

std::int64_t ProductWeights::roomInInt32() const {
    constexpr std::int64_t kMost = (std::int64_t{1} << 31) - 1, kMostTerm = 255 * 128;  // |x - zero point| <= 255 and |w| <= 128
    return terms <= kMost / kMostTerm ? kMost - terms * kMostTerm : -1;
}

std::optional<ProductWeights> productWeightsOf(const Network& network, const Layer& layer) {
    const Dims& dims = network.tensor(layer.inputs[1]).dims;
    const int rank = network.tensor(layer.outputs[0]).dims.rank;
    if (!dims.isStatic()) return std::nullopt;
    if (layer.is(layers::convolution::kind)) {
        Dims out = Dims::filled(rank, 1);
        out[1] = dims[0];
        return ProductWeights{dims.volume(1, dims.rank), dims[0], 0, out};
    }
    const auto& attrs = layer.attrs.as<layers::matrix_multiply::Attrs>();
    if (dims.rank != 2 || attrs.opA != MatrixOperation::None || attrs.opB == MatrixOperation::Vector) return std::nullopt;
    const int axis = attrs.opB == MatrixOperation::None ? 1 : 0;
    return ProductWeights{dims[1 - axis], dims[axis], axis, Dims{dims[axis]}};
}

}  // namespace planscope::passes
