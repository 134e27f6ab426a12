// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "engine/runtime/standard/inference_context.h"

#include <vector>

namespace planscope::session {

/// Host bytes for an input nobody gave values for, Linear: floats uniform in [-1, 1) from a fixed seed, never denormal; zeros
/// for other types, so that indices are valid. @param index  of the input, part of the seed
std::vector<std::byte> madeUpInput(const EngineTensor& tensor, std::size_t index);
/// The same for an input of the context at its present dims; inputs that decide shapes keep their values.
std::vector<std::byte> madeUpInput(const InferenceContext& context, std::size_t index);

/// An input of the context's engine at its present dims.
EngineTensor presentInput(const InferenceContext& context, std::size_t index);

/// Sets every input of the context to made-up values.
Status setMadeUpInputs(InferenceContext& context);

}  // namespace planscope::session
