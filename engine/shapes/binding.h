// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/plan/engine.h"

#include <span>
#include <vector>

namespace planscope::shapes {

/// What is known of one tensor of an open engine at one set of input shapes.
struct BoundTensor {
    Dims dims;          ///< extents that are not known yet are extent::kAnonymous
    Dims bound;         ///< the largest dims, which its buffer has; differs from `dims` for data-dependent extents only
    ConstantPtr value;  ///< null where the host does not know it
    bool isEstimate = false;  ///< `dims` rest on a bound that was taken for the real extent, see DataExtents::AtBound

    bool isSized() const { return dims.isStatic(); }
};

/// An open engine on its way to numbers: everything that is known once the steps before `step` are bound. A value.
struct Binding {
    std::vector<BoundTensor> tensors;  ///< one per tensor of the engine
    std::uint32_t step = 0;            ///< the first step that is not bound yet
};

/// What an input is for one inference.
struct InputExtents {
    Dims dims;
    ConstantPtr value;  ///< for inputs whose values decide shapes (see tensor_uses.h); null for all others
};

/// A binding in which only inputs and constants are known. @param inputs  in the order of Engine::inputs, numbers only
Binding startBinding(const Engine& engine, std::span<const InputExtents> inputs);

/// How extents are treated that only a kernel will know.
enum class DataExtents : std::uint8_t {
    Wait,     ///< they stay unknown until they are read
    AtBound,  ///< taken at their bound: an estimate, for choosing tactics
};

/// What became of one step.
enum class StepFate : std::uint8_t {
    Known,  ///< the host computed its small results; nothing is left to run
    Runs,   ///< its problem has numbers everywhere
    Waits,  ///< an extent of an input, or a value that decides extents, is not known
};

/// Infers step `index` again with numbers and writes what follows into `binding`, whose own `step` stays as it is.
/// Steps with bodies always wait, and so does what only they know.
/// @errors those of the layer kind; Code::Format if the engine's description and the kind disagree
Result<StepFate> bindStep(const Engine& engine, std::uint32_t index, Binding& binding, DataExtents mode);

/// Inputs of a step whose values are needed and not known.
std::vector<std::uint32_t> missingValues(const EngineStep& step, const Binding& binding);

}  // namespace planscope::shapes
