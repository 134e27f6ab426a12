// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "kernels/api/format.h"

#include <functional>
#include <vector>

namespace planscope {

/// The choice of one way per layer so that the layers' times and the conversions between them are least in sum.
///
/// A tensor is made in one format by its producer; each other format that a reader wants costs one conversion, however
/// many readers want it. Network inputs and outputs are in the formats that they are allowed.
struct FormatProblem {
    struct Way {
        double cost = 0;              ///< ns
        std::vector<Format> inputs;   ///< per entry of Node::inputs
        std::vector<Format> outputs;  ///< per entry of Node::outputs
    };
    struct Node {
        std::vector<int> inputs;      ///< tensors; constants left out
        std::vector<int> outputs;
        std::vector<Way> ways;        ///< at least one
    };
    std::vector<Node> nodes;          ///< producers before readers
    /// Per tensor, for network inputs and outputs: the formats that they may have outside, of which the cheapest is taken.
    /// Empty for all others; a tensor without producer is Linear then.
    std::vector<std::vector<Format>> borders;
    /// Time of converting a tensor, ns; infinity where it must not be done. Asked once per triple.
    std::function<double(int tensor, Format from, Format to)> conversion;
};

struct FormatChoice {
    std::vector<int> ways;            ///< per node
    std::vector<Format> borders;      ///< per tensor: its format outside; Linear where it has none
    double cost = 0;                  ///< conversions included; infinity: no choice was found that works
};

/// Exact along chains; in general an iteration that starts from the cheapest way of every layer and from each format taken
/// everywhere, improves one chain after another with its surroundings fixed until nothing gets better, and keeps the
/// best. Deterministic. About nodes x ways^2 per round.
FormatChoice chooseFormats(const FormatProblem& problem);

/// Cost of a given choice.
double costOf(const FormatProblem& problem, const std::vector<int>& ways);

}  // namespace planscope
