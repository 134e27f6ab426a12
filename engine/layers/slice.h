// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/network/layer_def.h"
#include "kernels/api/sample_mode.h"

#include <optional>

namespace planscope::layers::slice {

inline constexpr LayerKind kind{"slice"};

/// Inputs: x of any type, then optionally Int32 lists that replace the attributes of the same names: start and size, or
/// start, size and stride. out[i] = x[start + i * stride]. Also pads (negative start, Fill) and crops.
struct Attrs {
    Dims start;   ///< one entry per axis, as all lists here; inside the input for StrictBounds
    Dims size;    ///< extents of the output
    Dims stride;  ///< any sign, also 0; empty: ones
    SampleMode mode = SampleMode::StrictBounds;
    float fillValue = 0;  ///< of Fill
};

extern const LayerDef def;

/// The strides with the default filled in.
Dims resolvedStride(const Attrs& attrs);

/// The attributes with the values of the inputs in them, numbers or open extents (engine/network/extent.h); nothing while one
/// of those is not known.
std::optional<Attrs> traced(const LayerView& layer);
/// The same; nothing while one is not known as a number.
std::optional<Attrs> settled(const LayerView& layer);

}  // namespace planscope::layers::slice
