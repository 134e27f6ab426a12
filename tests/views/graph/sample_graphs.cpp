// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/views/graph/sample_graphs.h"

#include "views/graph/layout/node_metrics.h"

#include <algorithm>
#include <random>

namespace planscope::views::graph::samples {
namespace {

using inspect::Category;

std::string numbered(const std::string& stem, std::size_t number) {
    return std::string(stem).append("_").append(std::to_string(number));
}

int addConvolution(SnapshotBuilder& graph, int input, int kernel, int stride, const std::string& shape) {
    const int node = graph.add("Conv", Category::Convolution, {input}, shape);
    const std::string k = std::to_string(kernel), s = std::to_string(stride), p = std::to_string(kernel / 2);
    graph.node(node).properties.insert(graph.node(node).properties.end(),
                                       {{"Attributes", "kernel_shape", "[" + k + ", " + k + "]"},
                                        {"Attributes", "strides", "[" + s + ", " + s + "]"},
                                        {"Attributes", "pads", "[" + p + ", " + p + ", " + p + ", " + p + "]"},
                                        {"Attributes", "group", "1"}});
    return node;
}

int addNormalized(SnapshotBuilder& graph, int input, int kernel, int stride, const std::string& shape) {
    const int convolution = addConvolution(graph, input, kernel, stride, shape);
    return graph.add("BatchNormalization", Category::Normalization, {convolution}, shape);
}

}  // namespace

int SnapshotBuilder::add(const std::string& op, Category category, const std::vector<int>& inputs,
                         const std::string& shape) {
    const std::size_t index = m_snapshot.nodes.size();
    inspect::GraphNode node;
    node.name = numbered(op, index);
    node.op = op;
    node.category = category;
    node.origins = {static_cast<std::uint32_t>(index)};
    node.dataType = "f32";
    node.outputs = {static_cast<std::int32_t>(index)};
    node.properties = {{"Node", "Name", node.name}, {"Node", "Operator", op}};
    inspect::GraphValue value;
    value.name = numbered("value", index);
    value.type = "f32";
    value.shape = shape;
    value.producer = static_cast<std::int32_t>(index);
    m_snapshot.nodes.push_back(std::move(node));
    m_snapshot.values.push_back(std::move(value));
    for (const int input : inputs) connect(input, static_cast<int>(index));
    return static_cast<int>(index);
}

void SnapshotBuilder::connect(int from, int to) {
    std::vector<std::int32_t>& consumers = m_snapshot.values[static_cast<std::size_t>(from)].consumers;
    if (std::ranges::find(consumers, to) == consumers.end()) consumers.push_back(to);
    m_snapshot.nodes[static_cast<std::size_t>(to)].inputs.push_back(from);
}

inspect::GraphSnapshotPtr SnapshotBuilder::finish(const std::string& title) {
    m_snapshot.title = title;
    return std::make_shared<const inspect::GraphSnapshot>(std::move(m_snapshot));
}

inspect::GraphSnapshotPtr chain(int nodeCount) {
    SnapshotBuilder graph;
    int last = graph.add("Input", Category::Input, {});
    for (int i = 1; i < nodeCount; ++i)
        last = i % 2 ? addConvolution(graph, last, 3, 1, "1x64x56x56") : graph.add("Relu", Category::Activation, {last});
    return graph.finish();
}

inspect::GraphSnapshotPtr residual(int nodeCount) {
    SnapshotBuilder graph;
    const int input = graph.add("Input", Category::Input, {}, "1x3x224x224");
    int last = graph.add("Relu", Category::Activation, {addNormalized(graph, input, 7, 2, "1x64x112x112")}, "1x64x112x112");
    last = graph.add("MaxPool", Category::Pooling, {last});
    for (int count = 6, block = 0; count + 11 <= nodeCount; ++block) {
        const bool isProjected = block % 3 == 0;
        int branch = addNormalized(graph, last, 1, 1, "1x64x56x56");
        branch = graph.add("Relu", Category::Activation, {branch});
        branch = addNormalized(graph, branch, 3, isProjected ? 2 : 1, "1x64x56x56");
        branch = graph.add("Relu", Category::Activation, {branch});
        branch = addNormalized(graph, branch, 1, 1, "1x256x56x56");
        const int skip = isProjected ? addNormalized(graph, last, 1, 2, "1x256x56x56") : last;
        const int sum = graph.add("Add", Category::Elementwise, {branch, skip}, "1x256x56x56");
        last = graph.add("Relu", Category::Activation, {sum}, "1x256x56x56");
        count += isProjected ? 12 : 10;
    }
    last = graph.add("GlobalAveragePool", Category::Pooling, {last}, "1x2048x1x1");
    last = graph.add("Flatten", Category::Shape, {last}, "1x2048");
    last = graph.add("Gemm", Category::MatrixMultiply, {last}, "1x1000");
    graph.add("Output", Category::Output, {last}, "1x1000");
    return graph.finish();
}

inspect::GraphSnapshotPtr residualOptimised(int nodeCount) {
    const inspect::GraphSnapshotPtr source = residual(nodeCount);
    SnapshotBuilder graph;
    std::vector<int> fusedOf(source->nodes.size(), -1);
    for (std::size_t i = 0; i < source->nodes.size(); ++i) {
        const inspect::GraphNode& node = source->nodes[i];
        const bool joins = node.op == "BatchNormalization" || node.op == "Relu" || node.op == "Add";
        if (joins && !node.inputs.empty()) {
            const int host = fusedOf[static_cast<std::size_t>(node.inputs.front())];
            graph.node(host).swallowed.push_back(node.op);
            graph.node(host).origins.push_back(static_cast<std::uint32_t>(i));
            for (std::size_t k = 1; k < node.inputs.size(); ++k) {
                const int other = fusedOf[static_cast<std::size_t>(node.inputs[k])];
                if (other < host) graph.connect(other, host);
            }
            fusedOf[i] = host;
            continue;
        }
        std::vector<int> inputs;
        for (const int input : node.inputs) inputs.push_back(fusedOf[static_cast<std::size_t>(input)]);
        const int fused = graph.add(node.op == "Conv" ? "convolution" : node.op, node.category, inputs,
                                    source->values[i].shape);
        inspect::GraphNode& row = graph.node(fused);
        row.properties = node.properties;
        row.origins = {static_cast<std::uint32_t>(i)};
        row.name = node.name;
        row.tactic = "convolution.cpu.onednn_jit_avx2";
        row.timeNs = 40e3 + 23e3 * static_cast<double>(fused * 7 % 31);
        row.timeShare = row.timeNs / 9e6;
        row.step = fused;
        fusedOf[i] = fused;
    }
    return graph.finish("Optimised");
}

inspect::GraphSnapshotPtr inception(int nodeCount) {
    SnapshotBuilder graph;
    int last = graph.add("Input", Category::Input, {}, "1x3x299x299");
    for (int count = 1; count + 15 <= nodeCount; count += 15) {
        const auto convolution = [&](int input, int kernel) {
            return graph.add("Relu", Category::Activation, {addConvolution(graph, input, kernel, 1, "1x96x35x35")});
        };
        const int one = convolution(last, 1);
        const int two = convolution(convolution(last, 1), 5);
        const int three = convolution(convolution(convolution(last, 1), 3), 3);
        const int four = convolution(graph.add("AveragePool", Category::Pooling, {last}, "1x192x35x35"), 1);
        last = graph.add("Concat", Category::DataMovement, {one, two, three, four}, "1x288x35x35");
    }
    graph.add("Output", Category::Output, {last}, "1x288x35x35");
    return graph.finish();
}

inspect::GraphSnapshotPtr featurePyramid(int nodeCount) {
    SnapshotBuilder graph;
    constexpr int kLevels = 5;
    std::vector<int> level;
    int last = graph.add("Input", Category::Input, {});
    for (int i = 0; i < kLevels; ++i) level.push_back(last = addConvolution(graph, last, 3, 2, "1x64x40x40"));
    for (int count = kLevels + 1; count + 24 <= nodeCount; count += 24) {
        std::vector<int> down = level;
        for (int i = kLevels - 2; i >= 0; --i) {
            const int resized = graph.add("Resize", Category::DataMovement, {down[static_cast<std::size_t>(i) + 1]});
            const int sum = graph.add("Add", Category::Elementwise, {level[static_cast<std::size_t>(i)], resized});
            down[static_cast<std::size_t>(i)] = addConvolution(graph, sum, 3, 1, "1x64x40x40");
        }
        for (std::size_t i = 1; i < kLevels; ++i) {
            const int pooled = graph.add("MaxPool", Category::Pooling, {down[i - 1]});
            const int sum = graph.add("Sum", Category::Elementwise, {level[i], down[i], pooled});
            down[i] = addConvolution(graph, sum, 3, 1, "1x64x40x40");
        }
        level = down;
    }
    for (const int head : level) graph.add("Output", Category::Output, {head});
    return graph.finish();
}

inspect::GraphSnapshotPtr transformer(int nodeCount) {
    SnapshotBuilder graph;
    const int tokens = graph.add("Input", Category::Input, {}, "1x128x768");
    const int mask = graph.add("Cast", Category::Elementwise, {graph.add("Input", Category::Input, {}, "1x128")});
    const int shape = graph.add("Shape", Category::Shape, {tokens}, "3");
    int last = tokens;
    for (int count = 4; count + 22 <= nodeCount; count += 22) {
        const int mean = graph.add("ReduceMean", Category::Reduction, {last});
        const int centred = graph.add("Sub", Category::Elementwise, {last, mean});
        const int variance = graph.add("ReduceMean", Category::Reduction,
                                       {graph.add("Pow", Category::Elementwise, {centred})});
        const int deviation = graph.add("Sqrt", Category::Elementwise, {variance});
        const int normal = graph.add("Div", Category::Elementwise, {centred, deviation});
        const int length = graph.add("Gather", Category::Shape, {shape}, "1");
        const int target = graph.add("Concat", Category::Shape, {length}, "4");
        std::vector<int> heads;
        for (int i = 0; i < 3; ++i) {
            const int product = graph.add("MatMul", Category::MatrixMultiply, {normal});
            heads.push_back(graph.add("Transpose", Category::DataMovement,
                                      {graph.add("Reshape", Category::Shape, {product, target})}));
        }
        const int scores = graph.add("MatMul", Category::MatrixMultiply, {heads[0], heads[1]});
        const int masked = graph.add("Add", Category::Elementwise, {scores, mask});
        const int weights = graph.add("Softmax", Category::Normalization, {masked});
        const int context = graph.add("MatMul", Category::MatrixMultiply, {weights, heads[2]});
        const int joined = graph.add("Reshape", Category::Shape, {context, target});
        last = graph.add("Add", Category::Elementwise, {joined, last});
    }
    graph.add("Output", Category::Output, {last});
    return graph.finish();
}

inspect::GraphSnapshotPtr dense(int nodeCount) {
    SnapshotBuilder graph;
    constexpr std::size_t kBlock = 8;
    std::vector<int> block{graph.add("Input", Category::Input, {})};
    for (int i = 1; i + 1 < nodeCount; i += 2) {
        const int joined = graph.add("Concat", Category::DataMovement, block);
        const int next = addConvolution(graph, joined, 3, 1, "1x32x56x56");
        if (block.size() == kBlock) block.clear();
        block.push_back(next);
    }
    return graph.finish();
}

inspect::GraphSnapshotPtr disconnected(int partCount, int nodesPerPart) {
    SnapshotBuilder graph;
    for (int part = 0; part < partCount; ++part) {
        int last = graph.add("Input", Category::Input, {});
        for (int i = 1; i < nodesPerPart; ++i) last = graph.add("Relu", Category::Activation, {last});
    }
    return graph.finish();
}

inspect::GraphSnapshotPtr randomDag(unsigned seed, int nodeCount, int mostInputs, int reach) {
    std::mt19937 random(seed);
    const auto below = [&random](int limit) { return static_cast<int>(random() % static_cast<unsigned>(limit)); };
    SnapshotBuilder graph;
    for (int i = 0; i < nodeCount; ++i) {
        std::vector<int> inputs;
        for (int k = i == 0 ? 0 : below(mostInputs + 1); k > 0; --k) {
            const int input = i - 1 - below(std::min(i, reach));
            if (std::ranges::find(inputs, input) == inputs.end()) inputs.push_back(input);
        }
        graph.add(i % 3 ? "Relu" : "Concat", Category::Other, inputs);
    }
    return graph.finish();
}

std::vector<Size> measured(const inspect::GraphSnapshot& snapshot) {
    std::vector<Size> sizes;
    sizes.reserve(snapshot.nodes.size());
    for (std::size_t node = 0; node < snapshot.nodes.size(); ++node)
        sizes.push_back(measureNode(makeNodeText(snapshot, node, {}), NodeStyle{}, approximateTextWidth));
    return sizes;
}

}  // namespace planscope::views::graph::samples
