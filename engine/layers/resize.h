// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/network/layer_def.h"
#include "kernels/api/resize_taps.h"

#include <optional>
#include <vector>

namespace planscope::layers::resize {

inline constexpr LayerKind kind{"resize"};

/// Inputs: x, Float (Nearest: any type), optionally a list of one entry per axis that replaces `outputDims` (Int32) or
/// `scales` (Float).
struct Attrs {
    ResizeMode mode = ResizeMode::Nearest;
    ResizeCoordinate coordinateTransformation = ResizeCoordinate::Asymmetric;
    ResizeRound nearestRounding = ResizeRound::Floor;
    ResizeSelector selector = ResizeSelector::Formula;
    float cubicCoefficient = -0.75F;
    bool excludeOutside = false;  ///< Cubic: weights outside the data become 0, the others are renormalised
    std::vector<float> scales;    ///< output per input length, one per axis; may be empty where outputDims is given
    /// May be empty: floor(input * scale). Where both are given, these are the extents and `scales` maps coordinates.
    Dims outputDims;
};

extern const LayerDef def;

/// What the kernels are told.
ResizeArgs argsOf(const Attrs& attrs);

/// The attributes with the value of input 1 in them; nothing while it is not known as numbers.
std::optional<Attrs> settled(const LayerView& layer);

}  // namespace planscope::layers::resize
