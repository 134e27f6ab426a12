// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/shapes/binding.h"
#include "engine/shapes/tensor_uses.h"

#include <optional>

namespace planscope::shapes {

/// The longest run of steps of an open engine that can be bound before something has to be looked at.
struct Segment {
    std::uint32_t first = 0, last = 0;   ///< steps [first, last) of the engine
    std::vector<std::uint32_t> steps;    ///< those of them that run
    std::vector<std::uint32_t> known;    ///< tensors that the host computed and a later control step or output needs
    /// Tensors to be read on the host afterwards: lists of extents that kernels found, then values that decide shapes.
    std::vector<std::uint32_t> reads;
    std::optional<std::uint32_t> control;  ///< step `last`, where it has bodies: it runs next, once `reads` are known
};

/// Binds steps from binding.step on, and moves it behind them.
/// @errors those of bindStep
Result<Segment> bindSegment(const Engine& engine, const TensorUses& uses, Binding& binding);

/// Enters what was read: `values` in the order of segment.reads.
/// @errors Code::Value if a kernel reports an extent above its bound
Status enterReads(const Engine& engine, const TensorUses& uses, const Segment& segment, std::span<const ConstantPtr> values, Binding& binding);

/// Enters the dims of the outputs of a control step that ran, and moves the binding behind it.
void enterControl(const Engine& engine, std::uint32_t step, std::span<const Dims> outputs, Binding& binding);

/// Binds whatever can be, data-dependent extents at their bounds, and passes over what cannot.
/// @return the steps that would run
/// @errors those of bindStep
Result<std::vector<std::uint32_t>> bindEstimate(const Engine& engine, Binding& binding);

}  // namespace planscope::shapes
