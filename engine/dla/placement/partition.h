// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/dla/placement/graph.h"

#include <string>
#include <string_view>

namespace planscope::dla {

inline constexpr int kGpu = -1;               ///< the part of nodes that run on the GPU
inline constexpr std::size_t kMostLoadables = 16;  ///< resident on a core at a time

/// One loadable: nodes that lie together, in order.
struct Part {
    std::vector<std::size_t> nodes{};
    std::int64_t batch = 1;
    std::int64_t internalBytes = 0;  ///< tensors that no other part reads
    std::int64_t weightBytes = 0;
    std::int64_t workingBytes = 0;   ///< most of what one layer reads and writes
    double flops = 0;
};

/// Why two neighbours on the DLA are in different loadables.
struct Cut {
    std::size_t node = 0;           ///< the later one
    std::size_t before = 0;         ///< the earlier one
    std::string_view rule{};        ///< id; empty: no rule, but the order of the parts
    std::string reason{};
};

struct Partition {
    std::vector<Part> parts{};
    std::vector<int> partOf{};             ///< by node; kGpu
    std::vector<Cut> cuts{};
    std::vector<std::size_t> demoted{};    ///< nodes of parts above kMostLoadables, the smallest first
};

/// Tensors that pass from one part to another.
struct Transitions {
    int count = 0;             ///< between a loadable and the GPU or another loadable
    std::int64_t bytes = 0;
    int mostOnPath = 0;        ///< switches of device along one path, at most
};

/// Grows connected sets of nodes with equal batch such that no path leaves a set and comes back, within the pools. Deterministic.
/// @param onDla  by node
/// @param demotes  parts above kMostLoadables go to the GPU
Partition partitionOf(const std::vector<Node>& nodes, const std::vector<bool>& onDla, const scope::dla::Pools& pools, bool demotes);
Transitions transitionsOf(const std::vector<Node>& nodes, const Partition& partition);

}  // namespace planscope::dla
