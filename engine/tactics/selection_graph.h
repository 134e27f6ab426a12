// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/network/network.h"
#include "engine/plan/engine.h"

namespace planscope {

/// The layers of a network that have to run, with dense numbers: what the selector works on. Layers whose results are all
/// known are left out; outputs that would have no buffer of their own (inputs, constants, a tensor bound twice) get an
/// identity layer.
struct SelectionGraph {
    struct Tensor {
        std::string name;
        DataType type = DataType::Float;
        Dims dims;
        ConstantPtr constant;
        bool isInput = false, isOutput = false;
        std::vector<Format> border{};  ///< of inputs and outputs: the formats of which it has one outside; empty: Linear
    };
    struct Node {
        std::string name;
        const LayerDef* def = nullptr;
        Attrs attrs;
        PointwiseProgram epilogue;
        int epilogueInputs = 0;
        std::vector<std::uint32_t> inputs, outputs;
        std::vector<OriginId> origins;
        Numerics numerics = Numerics::Native;
    };
    std::vector<Tensor> tensors;
    std::vector<Node> nodes;                      ///< in execution order
    std::vector<EngineBinding> inputs, outputs;
};

SelectionGraph makeSelectionGraph(const Network& network);

Problem problemOf(const SelectionGraph& graph, const SelectionGraph::Node& node, int threads);

/// The copy of a tensor into another format, as a problem for the `reformat` tactics.
Problem reformatProblem(const SelectionGraph::Tensor& tensor, int threads);

}  // namespace planscope
