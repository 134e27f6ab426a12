// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace planscope::inspect {

/// Families of layer kinds; the colour of a node follows from it.
enum class Category : std::uint8_t {
    Convolution, MatrixMultiply, Pooling, Activation, Elementwise, Normalization, Reduction, DataMovement, Shape,
    Constant, Quantization, Control, Reformat, Input, Output, Other
};
inline constexpr int kCategoryCount = static_cast<int>(Category::Other) + 1;
const char* toString(Category category);

/// One line of a property table. `group` is a heading: "Attributes", "Inputs", "Weights", "ONNX nodes" ...
struct Property {
    std::string group{}, name{}, value{};
};

/// A tensor between nodes. Constants (weights) are values without a producer that `isConstant` marks; they are shown as
/// rows of their consumer, not as boxes.
struct GraphValue {
    std::string name{};
    std::string type{};       ///< "f32"
    std::string shape{};      ///< "1x64x56x56"
    std::string format{};     ///< "linear", "nChw16c" ...; empty before formats are chosen
    std::uint64_t bytes = 0;
    bool isConstant = false;
    std::int32_t producer = -1;             ///< index into nodes, -1: none
    std::vector<std::int32_t> consumers{};    ///< indices into nodes, in order, without repetition
};

struct GraphSnapshot;

/// A box of the graph. Network inputs and outputs are nodes too (Category::Input / Output).
struct GraphNode {
    std::string name{};                       ///< unique within the snapshot in general, but not promised
    std::string op{};                         ///< "Conv", "convolution" ...
    Category category = Category::Other;
    std::vector<std::int32_t> inputs{};       ///< indices into values
    std::vector<std::int32_t> outputs{};      ///< indices into values
    std::vector<std::uint32_t> origins{};     ///< ids of ONNX nodes that this node came from; the same ids in every snapshot of one model
    std::vector<std::string> swallowed{};     ///< operators fused into this node besides the first: "Relu", "Add"
    std::vector<Property> properties{};
    std::string dataType{};                   ///< of the first output: "f32"
    std::string tactic{};                     ///< chosen tactic, optimised graph only
    double timeNs = -1;                     ///< median per inference, -1: not measured
    double timeShare = -1;                  ///< of all layers, 0..1, -1: not measured
    std::int32_t step = -1;                 ///< execution step in the engine, -1: none
    std::vector<std::shared_ptr<const GraphSnapshot>> bodies{};  ///< of a conditional or loop, titled by their names
};

/// An immutable picture of one network for people. Nodes stand in a topological order. Built off the GUI thread and
/// shared as std::shared_ptr<const GraphSnapshot>.
struct GraphSnapshot {
    std::string title{};                      ///< "Imported", "Optimised"
    std::vector<GraphNode> nodes{};
    std::vector<GraphValue> values{};
};

using GraphSnapshotPtr = std::shared_ptr<const GraphSnapshot>;

}  // namespace planscope::inspect
