// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/shapes/binding.h"

namespace planscope::shapes {

/// Input `index` of an open engine may have `dims` while `profile` is in use: the rank, the fixed extents, the range.
/// @errors Code::Shape: "input 'x' axis 2 is 700; profile 0 allows 32 to 640"
Status checkInput(const Engine& engine, std::size_t profile, std::size_t index, const Dims& dims);

/// All inputs together: each alone as checkInput, extents that are one at build time are one number, and values that
/// decide shapes are in their ranges.
/// @errors Code::Shape naming both axes; Code::Value
Status checkInputs(const Engine& engine, std::size_t profile, std::span<const InputExtents> inputs);

/// One range per input, in the order of engine.inputs. Inputs of fixed shape may be missing in `given`.
/// @param number  of the profile, for errors
/// @errors Code::Option, Code::Shape naming the profile and the input
Result<OptimizationProfile> completeProfile(const Engine& engine, const OptimizationProfile& given, std::size_t number);

}  // namespace planscope::shapes
