// SPDX-License-Identifier: Apache-2.0
#include "engine/quantization/quantised_weights.h"

#include "engine/quantization/scales.h"

#include <algorithm>
#include <cmath>

namespace planscope::quantization {

QuantisedWeights quantiseWeights(const Constant& weights, int axis) {
    const auto values = weights.floats();
    const Dims& dims = weights.dims();
    const auto channels = static_cast<std::size_t>(dims[axis]);
    const auto run = static_cast<std::size_t>(dims.volume(axis + 1, dims.rank));
    const auto channelOf = [&](std::size_t i) { return i / run % channels; };
    std::vector<float> scales(channels);
    for (std::size_t i = 0; i < values.size(); ++i) scales[channelOf(i)] = std::max(scales[channelOf(i)], std::abs(values[i]));
    for (float& scale : scales) {
        scale /= kLargestInteger;
        if (!(scale > 0)) scale = 1;
    }
    std::vector<std::int8_t> integers(values.size());
    for (std::size_t i = 0; i < values.size(); ++i) {
        const float nearest = std::floor(values[i] / scales[channelOf(i)] + 0.5F);
        integers[i] = static_cast<std::int8_t>(std::clamp(nearest, -kLargestInteger, kLargestInteger));
    }
    return {Constant::of(DataType::Int8, dims, std::span<const std::int8_t>(integers)),
            Constant::ofFloats({static_cast<std::int64_t>(channels)}, scales)};
}

}  // namespace planscope::quantization
