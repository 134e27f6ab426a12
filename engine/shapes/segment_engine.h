// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/shapes/segment.h"
#include "engine/tactics/selection_graph.h"

namespace planscope::shapes {

/// A graph of some steps of an open engine with numbers everywhere, and how its tensors are called there.
struct SegmentGraph {
    SelectionGraph graph;                 ///< nodes in the order of the steps
    std::vector<std::uint32_t> inputs;    ///< tensors of the open engine, in the order of graph.inputs
    std::vector<std::uint32_t> outputs;   ///< the same of graph.outputs
};

/// @param steps    in order, all of them bound
/// @param outputs  tensors that something outside reads; those that no step of `steps` writes are passed over
SegmentGraph graphOf(const Engine& engine, std::span<const std::uint32_t> steps, std::span<const std::uint32_t> outputs, const Binding& binding);

/// A segment as a static engine that the runtime can load.
struct SegmentEngine {
    Engine engine;
    std::vector<std::uint32_t> inputs, outputs;  ///< as in SegmentGraph, in the order of the engine's bindings
};

/// Gives every step the tactic that `profile` chose for it, or the first one that accepts, joins formats, and assigns memory.
/// @param binding  right after bindSegment
/// @errors Code::NoTactic, Code::Memory
Result<SegmentEngine> makeSegmentEngine(const Engine& engine, const TensorUses& uses, const Segment& segment, const Binding& binding,
                                        std::size_t profile, const Device& device);

}  // namespace planscope::shapes
