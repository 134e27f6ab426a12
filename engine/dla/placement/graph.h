// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/scope/subject.h"

#include <vector>

namespace planscope::dla {

/// A tensor that a node makes, as the nodes behind it read it.
struct Product {
    TensorId id;
    std::int64_t bytes = 0;               ///< in the precision of the layer that makes it
    std::vector<std::size_t> consumers{};  ///< nodes
    bool isOutput = false;
};

/// A layer that runs, on whatever device.
struct Node {
    const scope::Subject* subject = nullptr;
    std::int64_t batch = 1;
    std::int64_t weightBytes = 0;
    double flops = 0;
    std::vector<std::size_t> producers{};  ///< nodes, each once
    std::vector<Product> products{};
};

/// The layers of a network that are not known when the engine is built, producers first. Borrows the subjects.
std::vector<Node> nodesOf(const scope::Question& question, const scope::Subjects& subjects);

}  // namespace planscope::dla
