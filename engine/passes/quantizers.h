// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/network/network.h"

#include <optional>
#include <vector>

namespace planscope::passes {

/// What a quantize or dequantize layer is told, where all of it is known before run time.
struct KnownQuantizer {
    DataType type = DataType::Int8;  ///< of the integers
    std::vector<float> scales;       ///< one, or one per entry of `axis`
    int zeroPoint = 0;               ///< the same for all entries
    int axis = 0;

    bool isPerTensor() const { return scales.size() == 1; }
    friend bool operator==(const KnownQuantizer&, const KnownQuantizer&) = default;
};

/// Nothing where the layer is neither, where a scale or zero point is computed at run time, or zero points differ.
std::optional<KnownQuantizer> quantizerOf(const Network& network, const Layer& layer);

/// The dequantize layer that makes `tensor` and what it is told, where that is known; it may have other readers.
struct Dequantized {
    LayerId layer;
    TensorId integers;  ///< Int8, UInt8 or Int32
    KnownQuantizer quantizer;
};
std::optional<Dequantized> dequantizedBy(const Network& network, TensorId tensor);

/// A layer that only moves elements, or takes maxima, of its inputs [0, result): what commutes with the arithmetic of
/// quantizers of one scale. 0: it is no such layer.
int movedInputs(const Layer& layer);

}  // namespace planscope::passes
